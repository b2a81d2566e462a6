"""Pages for departments that provide data (部门门户)."""
