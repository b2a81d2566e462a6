"""Plain Python that knows no Django and no database (通用)."""
