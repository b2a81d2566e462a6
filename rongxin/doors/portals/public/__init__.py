"""Pages for everybody (公众门户)."""
