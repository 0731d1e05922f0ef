"""What happened, held against the framework: verdicts on norms, and the smallest repairs that the engine confirms."""
