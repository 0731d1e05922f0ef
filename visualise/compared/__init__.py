"""Comparisons for people: as text, Markdown and HTML."""
