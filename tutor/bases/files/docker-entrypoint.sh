#!/bin/sh
# Runs what it is given; options, scripts that are not executable and unknown words go to node.
set -e
case "$1" in
  -*) exec node "$@" ;;
esac
if [ -f "$1" ] && [ ! -x "$1" ]; then exec node "$@"; fi
if command -v "$1" > /dev/null 2>&1; then exec "$@"; fi
exec node "$@"
