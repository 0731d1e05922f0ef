"""Text to tree: a file is split into clauses, and each clause is parsed on its own."""
