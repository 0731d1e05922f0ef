"""The language: from source text to a resolved, typed framework. Reads text and types; evaluates nothing."""
