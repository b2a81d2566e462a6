"""Steps that brought the tables of machine sign-in to their shape (表结构变更)."""
