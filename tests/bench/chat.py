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
from dataclasses import dataclass
from pathlib import Path

from tests.bench import chat_floor
from tests.bench.chat_clients import Loop
from tests.bench.chat_load import Echo, Outcome, Target, highest_held
from tests.bench.chat_processes import LOAD_CORES, SERVER_CORES, Filled, bare, fill, on, serving
from tests.bench.chat_table import Row, compared, markdown, middle

CONNECTED = 150  # pairs, for the highest rates
TALKED = 16  # pairs whose page has its 30 messages


@dataclass
class Bench:
    """What every measurement needs."""

    options: argparse.Namespace
    folder: Path
    loop: Loop
    filled: Filled
    chat: Target
    echo: Echo

    @property
    def rounds(self) -> int:
        return 1 if self.options.quick else 3

    def seconds(self, usual: float) -> float:
        return usual / 3 if self.options.quick else usual

    def both(self, rate: float, seconds: float) -> tuple[list[Outcome], list[Outcome]]:
        """The chat and the echo at a rate, in turns."""
        chats: list[Outcome] = []
        echoes: list[Outcome] = []
        for _ in range(self.rounds):
            for target, outcomes in ((self.echo, echoes), (self.chat, chats)):
                with target.connected():
                    outcomes.append(target.run(rate, seconds))
                print(f"    {target.name} at {outcomes[-1]}", flush=True)
        return chats, echoes


def latency(bench: Bench) -> Iterator[Row]:
    """From the sender's send to the receiver's receipt."""
    rate = bench.options.rate
    chats, echoes = bench.both(rate, bench.seconds(12))
    for name, most in (("p50", 4.0), ("p95", 0.0), ("p99", 3.0)):
        ours, floor = (middle([getattr(outcome, name) for outcome in outcomes]) for outcomes in (chats, echoes))
        yield compared(f"{name} at {rate:g} messages/s, ms", ours, floor, most=most)
    yield unharmed(chats)


def unharmed(outcomes: list[Outcome]) -> Row:
    """That nothing got lost on the way, nor came twice."""
    lost, doubled = sum(o.lost for o in outcomes), sum(o.doubled for o in outcomes)
    sent = sum(o.messages for o in outcomes)
    return Row(
        f"of {sent:,} messages lost / doubled", f"{lost} / {doubled}", goal="0 / 0", is_reached=not lost + doubled
    )


def cpu(bench: Bench) -> Iterator[Row]:
    """What a message costs, against an echo and the insert of a row."""
    rate = bench.options.cpu_rate
    chats, echoes = bench.both(rate, bench.seconds(10))
    with on(SERVER_CORES):
        commits, commit = chat_floor.sqlite_commits(bench.folder, bench.seconds(3))
    ours, echo = (middle([o.cpu for o in outcomes]) for outcomes in (chats, echoes))
    yield compared(f"CPU s of 1,000 messages, at {rate:g}/s (floor: echo {echo:.3f} + insert {commit:.3f})",
                   ours, echo + commit, most=8)  # fmt: skip
    yield Row("bare SQLite commits/s", "", f"{commits:,.0f}")


def rate(bench: Bench) -> Iterator[Row]:
    """The highest rate with p99 under 250 ms, nothing lost and nothing doubled."""
    seconds, start = bench.seconds(6), bench.options.start
    ours: list[Outcome] = []
    floors: list[Outcome] = []
    for _ in range(1 if bench.options.quick else 2):
        for target, outcomes in ((bench.echo, floors), (bench.chat, ours)):
            first = outcomes[-1].rate if outcomes else start * (4 if target is bench.echo else 1)
            with target.connected(CONNECTED):
                outcomes.append(highest_held(target, first, seconds, bench.options.most))
    best, floor = (max(outcomes, key=lambda o: o.rate) for outcomes in (ours, floors))
    least = 1 / 10 if bench.options.database == "sqlite" else 1 / 25
    yield compared("most messages/s with p99 < 250 ms, nothing lost or doubled", best.rate, floor.rate, least=least)
    yield Row("p50 / p99 there, ms", f"{best.p50:.0f} / {best.p99:.0f}", f"{floor.p50:.0f} / {floor.p99:.0f}")
    yield compared("CPU s of 1,000 messages there", best.cpu, floor.cpu)
    yield Row("the load's share of its own core there", f"{best.generator:.0%}", f"{floor.generator:.0%}",
              goal="< 90%", is_reached=max(best.generator, floor.generator) < 0.9)  # fmt: skip


MEASUREMENTS: dict[str, Callable[[Bench], Iterator[Row]]] = {"latency": latency, "cpu": cpu, "rate": rate}


def main() -> int:
    """Measure what is asked for and print the table; 1 if a goal is missed."""
    options = _options()
    wanted = options.only.split(",") if options.only else list(MEASUREMENTS)
    os.sched_setaffinity(0, LOAD_CORES)
    rows: list[Row] = []
    with ExitStack() as stack:
        bench = _prepared(options, stack)
        for name in wanted:
            print(f"{name}: {MEASUREMENTS[name].__doc__}", flush=True)
            started = time.monotonic()
            rows += MEASUREMENTS[name](bench)
            print(f"  ({time.monotonic() - started:.0f} s)", flush=True)
    print(f"\n{markdown(rows)}")
    return 1 if any(row.is_reached is False for row in rows) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench-chat", description=__doc__)
    parser.add_argument("--only", default="", help=f"some of {','.join(MEASUREMENTS)}")
    parser.add_argument("--quick", action="store_true", help="about a minute, and rougher")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--rate", type=float, default=20, help="messages/s at which latency is measured")
    parser.add_argument("--cpu-rate", type=float, default=200, help="messages/s at which processor time is measured")
    parser.add_argument("--start", type=float, default=500, help="messages/s with which the search begins")
    parser.add_argument("--most", type=float, default=40_000, help="messages/s at which the search ends")
    return parser.parse_args()


def _prepared(options: argparse.Namespace, stack: ExitStack) -> Bench:
    """The database filled, both servers up."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="waymark-bench-", ignore_cleanup_errors=True)))
    filled = fill(folder / "chat", CONNECTED, seated=CONNECTED, talked=TALKED)
    (folder / "bare").mkdir()
    loop = Loop()
    chat = Target(loop, stack.enter_context(serving(filled)), filled.seats)
    echo = Echo(loop, stack.enter_context(bare(folder / "bare")), filled.seats)
    return Bench(options, folder, loop, filled, chat, echo)


if __name__ == "__main__":
    sys.exit(main())
