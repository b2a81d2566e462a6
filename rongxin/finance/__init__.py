"""What comes of it (融资)."""
