"""Changes of the ingest tables, one intent each (归集表结构变更)."""
