"""Steps that brought the key tables to their shape (密钥表结构变更)."""
