"""What everything stands on (基础)."""
