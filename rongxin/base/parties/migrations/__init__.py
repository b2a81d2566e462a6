"""Schema of parties (主体表结构)."""
