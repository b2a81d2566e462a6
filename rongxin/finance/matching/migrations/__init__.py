"""Steps that brought the matching tables to their shape (表结构变更)."""
