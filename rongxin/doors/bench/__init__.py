"""Speed and memory, measured where nothing of the user's is touched (性能测量)."""
