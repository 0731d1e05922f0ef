"""Many cases at once: the same fold and the same kernel, over columns. Nothing here decides anything by itself."""
