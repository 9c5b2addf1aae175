"""Many sockets, many pairs, several processes."""

import os
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial

from tests.bench.chat_bench import CONNECTED, Bench
from tests.bench.chat_clients import WebSocket, clock, open_all
from tests.bench.chat_load import Echo, Outcome, Target, highest_held
from tests.bench.chat_processes import MANY_CORES, Filled, bare, fill, on, serving
from tests.bench.chat_table import Row, compared, limited
from tools import services

SIZES = (200, 1000, 5000)  # sockets
OF_A_MEMBER = 5  # sockets
DRAINED = 1000  # sockets
MOST_DRAIN = 2.0  # seconds
DEMO_PAIRS, MOST_DEMO = 2000, 30.0  # seconds
RESTARTING = 1012
ENOUGH_CORES = 4  # for two workers, a database and the load


def memory(bench: Bench) -> Iterator[Row]:
    """What an idle socket holds, and what 5,000 of them cost."""
    sizes = SIZES[:2] if bench.options.quick else SIZES
    (bench.folder / "idle").mkdir()
    pairs = sizes[-1] // OF_A_MEMBER // 2
    with bench.another("crowd", pairs, seated=pairs) as filled, ExitStack() as stack:
        ours = _Crowd(Target(bench.loop, stack.enter_context(serving(filled)), filled.seats))
        floor = _Crowd(Echo(bench.loop, stack.enter_context(bare(bench.folder / "idle")), filled.seats))
        for size in sizes:
            figures = [crowd.grown_to(size) for crowd in (ours, floor)]
            yield compared(f"KiB (PSS) of an idle socket, of {size:,}", *figures, most=1.7 if size == SIZES[-1] else 0)
        idle, least = (crowd.idle_cpu(bench.seconds(15)) for crowd in (ours, floor))
        yield Row(f"processor while {sizes[-1]:,} sockets are idle", f"{idle:.1%}", f"{least:.1%}")
        ours.leave()
        floor.leave()


class _Crowd:
    """Idle sockets of one server, ever more."""

    def __init__(self, target: Target) -> None:
        self.target, self.before = target, 0.0
        self.sockets: list[WebSocket] = []
        self.grown_to(50)  # what the first ones make the server load is not theirs
        self.leave()
        self.before = target.served.pss()

    def grown_to(self, size: int) -> float:
        """Open up to so many; gives the KiB of each."""
        seats = len(self.target.seats)
        news = [partial(self.target.open, n % seats) for n in range(len(self.sockets), size)]
        self.sockets += open_all(self.target.loop, news)
        self.target.loop.rest(2)
        closed = sum(not ws.is_open or bool(ws.code) for ws in self.sockets)
        if closed:
            raise RuntimeError(f"{closed} of {size} sockets of {self.target.name} were closed")
        return (self.target.served.pss() - self.before) / size

    def idle_cpu(self, seconds: float) -> float:
        """The share of a core that the server uses."""
        before = self.target.served.cpu()
        self.target.loop.rest(seconds)
        return (self.target.served.cpu() - before) / seconds

    def leave(self) -> None:
        for ws in self.sockets:
            ws.drop()
        self.sockets = []
        self.target.loop.rest(2)


def drain(bench: Bench) -> Iterator[Row]:
    """From SIGTERM until each of 1,000 sockets was closed with a code."""
    worst, codes = 0.0, Counter[int]()
    for _ in range(bench.rounds):
        with serving(bench.filled) as served:
            target = Target(bench.loop, served, bench.filled.seats)
            sockets = open_all(bench.loop, [partial(target.open, n % len(target.seats)) for n in range(DRAINED)])
            bench.loop.rest(1)
            os.kill(served.process.pid, signal.SIGTERM)
            started = clock()
            bench.loop.until(lambda sockets=sockets: all(ws.code or not ws.is_open for ws in sockets), 20)  # type: ignore[misc] # bound at once
            worst = max(worst, clock() - started)
            print(f"    closed after {clock() - started:.2f} s", end=", ", flush=True)
            bench.loop.until(lambda served=served: served.process.poll() is not None, 20)  # type: ignore[misc] # bound at once
            print(f"gone after {clock() - started:.2f} s", flush=True)
        codes.update(ws.code for ws in sockets)
    row = limited(f"SIGTERM with {DRAINED:,} sockets until all are closed, s", worst, most=MOST_DRAIN)
    yield row
    told = codes[RESTARTING] == codes.total()
    said = ", ".join(f"{count:,} × {code or 'none'}" for code, count in codes.items())
    yield Row("with which code", said, goal=f"all {RESTARTING}", is_reached=told)


def workers(bench: Bench) -> Iterator[Row]:
    """Two workers with Redis against one, both on PostgreSQL."""
    enough = len(os.sched_getaffinity(1)) >= ENOUGH_CORES
    try:
        with ExitStack() as stack:
            with on(MANY_CORES):
                urls = {
                    "DATABASE_URL": stack.enter_context(services.postgresql(is_durable=True)),
                    "REDIS_URL": stack.enter_context(services.redis()),
                }
            filled = fill(bench.folder / "workers", CONNECTED, seated=CONNECTED, more=urls)
            one, two = (_highest(bench, filled, count) for count in (1, 2))
    except services.ServiceIsMissing as missing:
        yield Row("two workers and Redis", f"not run: {missing}")
        return
    note = "" if enough else f" ({len(MANY_CORES)} core for all servers: cannot show it)"
    yield Row(f"two workers and Redis against one, messages/s{note}", f"{two.rate:,.0f}", f"{one.rate:,.0f}",
              f"{two.rate / one.rate:.1f}×", "≥ 1.6×", two.rate >= 1.6 * one.rate if enough else None)  # fmt: skip


def _highest(bench: Bench, filled: Filled, count: int) -> Outcome:
    with serving(filled, MANY_CORES, {"WEB_CONCURRENCY": str(count)}) as served:
        target = Target(bench.loop, served, filled.seats)
        with target.connected(CONNECTED):
            noted = partial(bench.noted, target, words=f" ({count} workers, PostgreSQL, Redis)")
            return highest_held(target, bench.options.start, bench.seconds(6), bench.options.most, noted)


def demo(bench: Bench) -> Iterator[Row]:
    """How long it takes to make 2,000 pairs."""
    with bench.another("demo", DEMO_PAIRS, seated=0) as filled:
        yield limited(f"demo --pairs {DEMO_PAIRS}, s", filled.took, most=MOST_DEMO)
