"""`make test`: the checks, the suite on PostgreSQL and Redis, the faults, the browser; then what could not be run.

With CI=true, what could not be run is a failure. A test in the browser that fails beside the others is run once more by
itself; one that passes then is named, and does not fail the run.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from tools.services import ServiceIsMissing, services

SUITE = [sys.executable, "-m", "pytest", "-n", "auto"]
FAULTS = [sys.executable, "-m", "tests.torture", "--quick"]
IN_BROWSER = ["-m", "e2e", "tests/e2e"]
MOST_UNSTEADY = 5  # tests; when more fail, it is not chance
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))


def main() -> int:
    """Run everything; 1 if anything failed, or was left out under CI."""
    failed: list[str] = []
    left_out: list[str] = []
    unsteady: list[str] = []
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
    else:
        passed, unsteady = _run_in_browser()
        failed += [] if passed else ["the browser's tests"]
    return _conclude(failed, left_out, unsteady)


def _run_in_browser() -> tuple[bool, list[str]]:
    """Whether they passed, and which of them did so only by themselves."""
    with tempfile.TemporaryDirectory(prefix="waymark-tests-") as folder:
        report = Path(folder) / "report.xml"
        if _run("A real browser", [*SUITE, f"--junit-xml={report}", *IN_BROWSER]):
            return True, []
        failed = _failed_in(report)
    if not 0 < len(failed) <= MOST_UNSTEADY:
        return False, []
    alone = [sys.executable, "-m", "pytest", "--last-failed", "--last-failed-no-failures=none", *IN_BROWSER]
    passed = _run("What failed in the browser, once more and one at a time", alone)
    return passed, failed if passed else []


def _failed_in(report: Path) -> list[str]:
    """The names of the tests that failed, or could not be set up or ended well; none if the run itself broke down."""
    if not report.exists():
        return []
    cases = ElementTree.parse(report).iter("testcase")  # noqa: S314 # what pytest has just written
    bad = [case for case in cases if case.find("failure") is not None or case.find("error") is not None]
    return sorted({f"{case.get('classname')}.{case.get('name')}" for case in bad})


def _run(title: str, command: list[str], variables: dict[str, str] | None = None) -> bool:
    print(f"\n{title}", flush=True)
    return subprocess.run(command, env={**os.environ, **(variables or {})}, check=False).returncode == 0


def _conclude(failed: list[str], left_out: list[str], unsteady: list[str]) -> int:
    print()
    for what in unsteady:
        print(f"Unsteady, passed on their own: {what}")
    for what in failed:
        print(f"FAILED: {what}")
    for what in left_out:
        print(f"NOT RUN: {what}")
    if not failed and not left_out:
        print("Everything was run, and passed.")
    return 1 if failed or (left_out and os.environ.get("CI") == "true") else 0


if __name__ == "__main__":
    sys.exit(main())
