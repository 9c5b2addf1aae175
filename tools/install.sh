#!/bin/sh
# install.sh LOCK STAMP: make .venv if there is none, install what the lock names, and note it in the stamp.
set -eu
lock=$1 stamp=$2
python=${PYTHON:-python3}

say() { echo "$*" >&2; }

if [ ! -x .venv/bin/pip ]; then
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
    { say "Waymark needs Python 3.11 or later. If it has another name here: make run PYTHON=python3.12"; exit 1; }
  "$python" -c 'import ensurepip, venv' 2>/dev/null ||
    { say "This Python cannot make virtual environments. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
  "$python" -m venv .venv
fi
say "Installing what $lock names (once, a minute or so) …"
.venv/bin/pip install -qq --disable-pip-version-check --no-input --require-hashes -r "$lock"
touch "$stamp"
