"""Steps that brought the evidence tables to their shape (存证表结构变更)."""
