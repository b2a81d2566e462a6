"""What it means (洞察)."""
