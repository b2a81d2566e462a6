"""How people and machines come in (入口)."""
