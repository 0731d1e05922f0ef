"""From trees to a framework: names find what they name, and every comparison finds its type."""
