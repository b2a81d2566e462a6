"""Settings, addresses and the embedded database (配置)."""
