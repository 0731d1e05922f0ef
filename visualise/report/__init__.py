"""Reports for people who read them in a browser: what their pages hold, and how that becomes HTML."""
