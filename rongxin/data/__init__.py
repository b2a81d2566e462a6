"""What is known, and on whose leave (数据)."""
