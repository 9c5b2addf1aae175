"""What the pair's chat does under load, beside what nothing built on these libraries could beat. `make bench-chat`.

Every server process has one core, the load another. Everything is measured in one run and in turns, since only ratios
hold: the same machine is 40 % quicker an hour later. `--only latency,rate,…` and `--quick` measure less.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from statistics import median

from tests.bench import chat_crowds, chat_messages
from tests.bench.chat_bench import Bench, prepared
from tests.bench.chat_processes import LOAD_CORES
from tests.bench.chat_table import Row, markdown

MEASUREMENTS: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "latency": chat_messages.latency,
    "cpu": chat_messages.cpu,
    "pages": chat_messages.pages,
    "stuck": chat_messages.stuck,
    "rate": chat_messages.rate,
    "memory": chat_crowds.memory,
    "drain": chat_crowds.drain,
    "workers": chat_crowds.workers,
    "demo": chat_crowds.demo,
}
TIMED = ("latency", "pages", "stuck", "rate", "workers")  # what other programs on the machine would falsify
MOST_DISTURBED = 0.2  # of a core
QUICK = ("latency", "cpu", "pages", "rate", "memory", "drain")


def main() -> int:
    """Measure what is asked for and print the table; 1 if a goal is missed."""
    options = _options()
    usual = QUICK if options.quick else tuple(MEASUREMENTS)
    os.sched_setaffinity(0, LOAD_CORES)
    rows: list[Row] = []
    with ExitStack() as stack:
        folder = tempfile.TemporaryDirectory(prefix="waymark-bench-", dir=options.folder, ignore_cleanup_errors=True)
        bench = prepared(options, Path(stack.enter_context(folder)), stack)
        for name in options.only.split(",") if options.only else usual:
            print(f"{name}: {MEASUREMENTS[name].__doc__}", flush=True)
            started = time.monotonic()
            rows += _measured(bench, name)
            print(f"  ({time.monotonic() - started:.0f} s)", flush=True)
        rows += _kept(bench)
    print(f"\n{markdown(rows)}\n\n{_circumstances(bench)}")
    return 1 if any(row.is_reached is False for row in rows) else 0


def _measured(bench: Bench, name: str) -> Iterator[Row]:
    """The rows of one measurement; no goal counts as reached or missed while other programs had the processor."""
    before = len(bench.outcomes)
    rows = list(MEASUREMENTS[name](bench))
    others = [outcome.others for outcome in bench.outcomes[before:]]
    is_disturbed = name in TIMED and bool(others) and median(others) > MOST_DISTURBED
    for row in rows:
        shown = replace(row, is_reached=None, goal=f"{row.goal} (disturbed)") if is_disturbed and row.goal else row
        print(f"  {' · '.join(cell for cell in shown.cells if cell)}", flush=True)
        yield shown


def _kept(bench: Bench) -> Iterator[Row]:
    """That each message that came back to its sender is stored, in all runs together."""
    acknowledged, stored = bench.chat.acknowledged, bench.filled.stored()
    missing = sum(max(count - stored.get(f"{run:04d}", 0), 0) for run, count in acknowledged.items())
    what = f"of {sum(acknowledged.values()):,} acknowledged messages not stored"
    yield Row(what, str(missing), goal="0", is_reached=not missing)


def _circumstances(bench: Bench) -> str:
    """What a reader must know to believe the table."""
    database = "SQLite" if bench.is_sqlite else "PostgreSQL, fsync on"
    machine = f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, {database}"
    others = [outcome.others for outcome in bench.outcomes]
    if not others:
        return f"{machine}."
    return (
        f"{machine}; other programs used {median(others):.0%} of a core (at worst {max(others):.0%}): "
        "above a few per cent, measure again."
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench-chat", description=__doc__)
    parser.add_argument("--only", default="", help=f"some of {','.join(MEASUREMENTS)}")
    parser.add_argument("--quick", action="store_true", help="a few minutes less, and rougher")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--folder", help="where the databases are made; the disk matters (default: the system's /tmp)")
    parser.add_argument("--rate", type=float, default=20, help="messages/s at which latency is measured")
    parser.add_argument("--cpu-rate", type=float, default=200, help="messages/s at which processor time is measured")
    parser.add_argument("--start", type=float, default=500, help="messages/s with which the search begins")
    parser.add_argument("--most", type=float, default=40_000, help="messages/s at which the search ends")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
