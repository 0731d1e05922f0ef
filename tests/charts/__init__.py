"""Statecharts made by chance, as rules of ours and as SCXML; `python-statemachine` runs the latter."""
