#!/bin/sh
# Every check that needs nothing but Python. All of them run, so that one look shows everything that is wrong.
set -u
failed=""

check() { # NAME COMMAND…: quiet unless it fails
  name=$1; shift
  started=$(date +%s)
  if output=$("$@" 2>&1); then
    printf '  ok      %-12s %3d s\n' "$name" $(($(date +%s) - started))
  else
    printf '  FAILED  %-12s\n%s\n' "$name" "$output"
    failed="$failed $name"
  fi
}

check style ruff check --quiet .
check format ruff format --check --quiet .
check types mypy
check layers lint-imports
check templates djlint --lint --quiet webapp/templates
check catalogues python -m tools.catalogues --check
check suite python -m pytest -n auto

[ -z "$failed" ] || { echo "Failed:$failed"; exit 1; }
printf '%s\n' "$output" | tail -n 1
