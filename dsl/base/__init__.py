"""Where things stand in a source, and what is said about them."""
