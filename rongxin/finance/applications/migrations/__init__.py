"""Steps that brought the applications tables to their shape (表结构变更)."""
