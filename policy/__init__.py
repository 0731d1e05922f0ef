"""The frameworks that come with remit: one folder for each handbook, and in it one for each dated version."""
