"""Why an answer is what it is, why it is not another, and what one would need to know."""
