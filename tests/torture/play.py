"""`python -m tests.torture [--quick] [--database …] [row …]`: the table of faults; 1 if one was not survived."""

import argparse
import subprocess
import sys
import time
from collections.abc import Sequence

from gevent.pool import Pool

from tests.torture.invariants import check_database, check_server
from tests.torture.plan import ROWS, Row
from tests.torture.stage import Stage, stage
from tests.torture.table import Line, as_table
from tests.torture.verdict import Verdict
from tools.services import ServiceIsMissing

DATABASES = ("sqlite", "postgresql")
QUICK_SLACK = 5.0  # a machine that does other things besides must not fail the cut on a time


def main() -> int:
    """Play the rows that were asked for on each database, each in a process of its own: SQL is built once a process."""
    asked = _asked()
    if len(asked.database or DATABASES) > 1:
        return _in_processes(asked.database or DATABASES, is_quick=asked.quick)
    (database,) = asked.database
    rows = [row for row in ROWS if database in row.databases and (not asked.rows or row.name in asked.rows)]
    try:
        with stage(database, sum(row.pairs(asked.quick) for row in rows)) as made:
            lines = [_play(row, made, is_quick=asked.quick) for row in rows]
    except ServiceIsMissing as missing:
        lines = [Line(row.title, database, Verdict(left_out=str(missing))) for row in rows]
    print(as_table(lines), flush=True)
    return 1 if any(not line.verdict.passes for line in lines) else 0


def _in_processes(databases: Sequence[str], *, is_quick: bool) -> int:
    """Pass on what each says as it says it, but its table at the end, with the others'.

    The cut plays them side by side: it judges times with slack, and most of what it does is to wait for servers.
    """
    played: list[tuple[int, list[str]]] = Pool(len(databases) if is_quick else 1).map(_in_process, databases)
    table = [line for _, lines in played for line in lines]
    print("\n" + "".join(line for n, line in enumerate(table) if n < 2 or line not in table[:2]), flush=True)
    return max(code for code, _ in played)


def _in_process(database: str) -> tuple[int, list[str]]:
    """Its exit code, and the lines of its table."""
    table = []
    command = [sys.executable, "-m", "tests.torture", *sys.argv[1:], "--database", database]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        for line in process.stdout:
            table.append(line) if line.startswith("|") else print(line, end="", flush=True)
    return process.returncode, table


def _play(row: Row, made: Stage, *, is_quick: bool) -> Line:
    verdict, began = Verdict(slack=QUICK_SLACK if is_quick else 1.0), time.monotonic()
    made.server.new_in_log()
    before = made.server.vitals()
    try:
        try:
            row.play(made, verdict, row.quick if is_quick else row.full)
        finally:
            made.send_all_home()
        check_database(verdict, made)
        check_server(verdict, made.server, before, row.memory)
    except Exception as error:  # one row that breaks down must not hide what the others say
        verdict.broken(f"the row broke down: {type(error).__name__}: {error}")
    line = Line(row.title, made.name, verdict)
    print(f"{time.monotonic() - began:6.1f} s  {line}", flush=True)
    if not verdict.passes:
        print(made.server.last_words(), flush=True)
    return line


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small doses, generous times: what CI runs")
    parser.add_argument("--database", action="append", choices=DATABASES, help="both, if none is named")
    parser.add_argument("rows", nargs="*", metavar="row", help=", ".join(row.name for row in ROWS))
    return parser.parse_args()
