"""Where the indicators are computed: DuckDB over a snapshot, PostgreSQL now (计算引擎)."""
