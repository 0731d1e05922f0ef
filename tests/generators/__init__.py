"""Whole programs at random: trees of clauses, their text, and programs in which every name fits its place."""
