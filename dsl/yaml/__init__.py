"""YAML with positions, read strictly: every value keeps its place, and nothing is guessed or merged."""
