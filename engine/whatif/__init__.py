"""What-if questions: what overlays change in cases, and in which answers baseline and scenario differ."""
