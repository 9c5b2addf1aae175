#!/bin/sh
# The two lock files from pyproject.toml, with hashes and without addresses. `lock.sh --upgrade` looks for newer releases.
set -eu
options="--quiet --allow-unsafe --strip-extras --generate-hashes --no-emit-index-url --no-emit-find-links"
export CUSTOM_COMPILE_COMMAND="make lock"
pip-compile $options "$@" --output-file=requirements.txt pyproject.toml
pip-compile $options "$@" --extra=dev --output-file=requirements-dev.txt pyproject.toml
