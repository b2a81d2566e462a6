"""The command line, also what tests and operators use (命令行)."""
