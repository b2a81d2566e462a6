"""Pages for people (门户)."""
