"""From what people write and publish, YAML cases and tables, to cases that the engine can evaluate."""
