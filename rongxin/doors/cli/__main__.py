"""`python -m rongxin.doors.cli` (命令行入口)."""

import sys

from rongxin.doors.cli.main import main

sys.exit(main())
