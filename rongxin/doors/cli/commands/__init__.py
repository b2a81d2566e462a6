"""One module per command: NAME, HELP, add(parser), run(args) (命令)."""
