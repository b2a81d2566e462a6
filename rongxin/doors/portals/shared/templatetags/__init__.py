"""Words and shapes that templates use (模板标签)."""
