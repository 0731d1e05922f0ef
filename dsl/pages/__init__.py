"""A page for each diagnostic: what it means, why it matters, an example and how to mend it."""
