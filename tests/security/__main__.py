"""`python -m tests.security [--only bandit,…] [--seconds 300]`: a table, and 1 for what is not explained."""

import argparse
import tempfile
from pathlib import Path

from tests.security import attacking, findings, reading
from tests.security.findings import Finding
from tests.security.target import target

READING = {"bandit": reading.bandit, "semgrep": reading.semgrep}
ATTACKING = {"wapiti": attacking.wapiti, "sqlmap": attacking.sqlmap}


def main() -> int:
    """Run the scanners and print what they found."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--only", default=",".join([*READING, *ATTACKING]), help="which scanners")
    asked.add_argument("--seconds", type=int, default=300, help="the most of each attack, for each person")
    given = asked.parse_args()
    tools = set(given.only.split(","))
    found = [one for name, scan in READING.items() if name in tools for one in scan()]
    if tools & ATTACKING.keys():
        found += _attacked(tools, given.seconds)
    return _print(found, tools)


def _attacked(tools: set[str], seconds: int) -> list[Finding]:
    with target() as running, tempfile.TemporaryDirectory() as folder:
        found = [
            one for name, scan in ATTACKING.items() if name in tools for one in scan(running, Path(folder), seconds)
        ]
        return found + [Finding("server", "fault", line) for line in running.faults()]


def _print(found: list[Finding], tools: set[str]) -> int:
    open_ones, idle = findings.judge(found, tools | {"server"})
    print(f"\n{'tool':<10} {'found':>6} {'not explained':>14}")
    for tool in sorted({*tools, "server"}):
        print(f"{tool:<10} {_count(found, tool):>6} {_count(open_ones, tool):>14}")
    for one in open_ones:
        print(f"\n{one.tool} {one.rule}: {one.where}\n  {one.words}")
    for explanation in idle:
        print(f"\nexplains nothing any more: {explanation.tool} {explanation.rule} {explanation.where}")
    return 1 if open_ones else 0


def _count(ones: list[Finding], tool: str) -> int:
    return sum(one.tool == tool for one in ones)


if __name__ == "__main__":
    raise SystemExit(main())
