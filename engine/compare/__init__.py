"""Two frameworks side by side: what became of each clause, and how much a difference matters."""
