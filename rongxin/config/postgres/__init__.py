"""PostgreSQL without a set-up: address, embedded server, roles and schemas (数据库)."""
