#!/bin/sh
# Make a virtual environment with the first Python 3.11 or newer that there is: make_venv.sh PYTHON FOLDER
set -eu
wanted=$1
folder=$2
[ -x "$folder/bin/python" ] && exit 0
for python in "$wanted" python3 python3.12 python3.13; do
  command -v "$python" >/dev/null 2>&1 || continue
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || continue
  if "$python" -m venv "$folder" 2>/dev/null; then exit 0; fi
  rm -rf "$folder"
  # Without ensurepip (Debian's python3-venv) there is no venv; as root it can be had, otherwise say so.
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq && apt-get install -y -qq python3-venv python3-pip >/dev/null
    "$python" -m venv "$folder" && exit 0
  fi
  if "$python" -m virtualenv --version >/dev/null 2>&1; then "$python" -m virtualenv -q "$folder" && exit 0; fi
  echo "Python $python cannot make a virtual environment; install python3-venv and try again." >&2
  exit 1
done
echo "Python 3.11 or newer is needed." >&2
exit 1
