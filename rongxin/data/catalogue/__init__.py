"""The sharing list as data: items, fields, checks and editions, and the tables made from them (归集共享清单)."""
