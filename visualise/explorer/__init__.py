"""A page on which a picture can be looked about in: it pans, zooms, searches, filters, and tells of each part."""
