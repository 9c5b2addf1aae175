"""`make test`: the checks, the suite on PostgreSQL and Redis, the faults, the browser; then what could not be run.

With CI=true, what could not be run is a failure.
"""

import os
import subprocess
import sys
from pathlib import Path

from tools.services import ServiceIsMissing, services

SUITE = [sys.executable, "-m", "pytest", "-n", "auto"]
FAULTS = [sys.executable, "-m", "tests.torture", "--quick"]
BROWSER = [*SUITE, "-m", "e2e", "tests/e2e"]
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))


def main() -> int:
    """Run everything; 1 if anything failed, or was left out under CI."""
    failed, left_out = [], []
    if not _run("Checks, and the suite on SQLite", ["tools/check.sh"]):
        failed.append("the checks")
    try:
        with services() as variables:
            if not _run("The suite on PostgreSQL and Redis", SUITE, variables):
                failed.append("the suite on PostgreSQL and Redis")
    except ServiceIsMissing as missing:
        left_out.append(f"the suite on PostgreSQL and Redis ({missing})")
    if not _run("The faults that the chat must survive, in small doses", FAULTS):
        failed.append("the faults")
    if not CHROMIUM.exists():
        left_out.append(f"the browser's tests ({CHROMIUM} is not there: apt-get install chromium)")
    elif not _run("A real browser", BROWSER):
        failed.append("the browser's tests")
    return _conclude(failed, left_out)


def _run(title: str, command: list[str], variables: dict[str, str] | None = None) -> bool:
    print(f"\n{title}", flush=True)
    return subprocess.run(command, env={**os.environ, **(variables or {})}, check=False).returncode == 0


def _conclude(failed: list[str], left_out: list[str]) -> int:
    print()
    for what in failed:
        print(f"FAILED: {what}")
    for what in left_out:
        print(f"NOT RUN: {what}")
    if not failed and not left_out:
        print("Everything was run, and passed.")
    return 1 if failed or (left_out and os.environ.get("CI") == "true") else 0


if __name__ == "__main__":
    sys.exit(main())
