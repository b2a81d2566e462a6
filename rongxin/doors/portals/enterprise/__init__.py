"""Pages for enterprises (企业门户)."""
