"""What-if questions for people: what is supposed, what would differ and why, and who would move where."""
