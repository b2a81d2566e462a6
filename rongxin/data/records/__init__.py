"""Accepted, versioned facts about subjects, their coverage, and the gate they leave through (信用信息)."""
