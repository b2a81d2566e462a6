#!/bin/sh
# A browser for the browser tests: what is there, or Debian's chromium when we are root. Without one those tests skip and say so.
set -eu
for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
else
  echo "No chromium here: the browser tests will skip." >&2
fi
