"""Messages at a given rate, whatever the server makes of it, and what became of each."""

import gc
import json
import random
import time
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count

from tests.bench.chat_clients import Loop, WebSocket, clock, frame_of, open_all
from tests.bench.chat_processes import Seat, Served, machine_cpu

LENGTH = 120  # bytes of a message
MOST_P99 = 250.0  # ms
PAIRS = 50  # and more only where a socket would send more than MOST_EACH
MOST_EACH = 15.0  # messages a second of one socket; the app takes 20 frames
BEHIND = 0.5  # seconds of messages on the way: more, and the rate is not held
FINESSE = 1.05  # of the highest rate
DRAIN = 10.0  # seconds to wait for what is still on the way
MILLION = 10**8  # messages of one run, at most
BODY = ("A message as two people write them, with a question in it: shall we look at the letter on Thursday? " * 2)[
    :LENGTH
]

_runs = count(1)


def percentile(values: list[float], share: float) -> float:
    """The value below which so many of the sorted values lie."""
    return values[min(len(values) - 1, int(len(values) * share))] if values else float("nan")


@dataclass(frozen=True)
class Outcome:
    """What became of a run. Times are ms, from when a message was due to when the other one had it."""

    rate: float
    messages: int
    p50: float
    p95: float
    p99: float
    lost: int
    doubled: int
    cpu: float  # the server's processor seconds of 1,000 messages
    generator: float  # the share of its core that the load itself used
    others: float  # the cores that neither server nor load used, but other programs: figures are worth less then
    is_cut_short: bool = False

    @property
    def is_held(self) -> bool:
        return not self.is_cut_short and not self.lost and not self.doubled and self.p99 < MOST_P99

    def __str__(self) -> str:
        return (
            f"{self.rate:.0f}/s: p50 {self.p50:.1f} p95 {self.p95:.1f} p99 {self.p99:.1f} ms, lost {self.lost}, "
            f"doubled {self.doubled}, {self.cpu:.3f} CPU s/1,000, generator {self.generator:.0%}, "
            f"others {self.others:.0%}{'' if self.is_held else ' (cut short)' if self.is_cut_short else ' (not held)'}"
        )


class Ledger:
    """Who has had which message of one run, and when."""

    def __init__(self, messages: int, parts: int) -> None:
        self.number = next(_runs)
        self.due, self.had = array("d", bytes(8 * messages)), array("d", bytes(8 * messages))
        self.receipts, self.acknowledgements = bytearray(messages), bytearray(messages)
        self.senders: list[WebSocket | None] = [None] * messages
        self.sent, self.waiting, self.parts = 0, 0, parts

    def acknowledged(self) -> int:
        """How many came back to their sender."""
        return sum(map(bool, self.acknowledgements))

    def outcome(self, rate: float, cpu: float, generator: float, others: float, is_cut_short: bool) -> Outcome:
        sent = range(self.sent)
        times = sorted((self.had[n] - self.due[n]) * 1000 for n in sent if self.had[n])
        needed = (self.receipts, self.acknowledgements)[: self.parts]
        lost = sum(1 for n in sent if not all(marks[n] for marks in needed))
        doubled = sum(1 for n in sent if any(marks[n] > 1 for marks in needed))
        p50, p95, p99 = (percentile(times, share) for share in (0.5, 0.95, 0.99))
        each = cpu / max(self.sent, 1) * 1000
        return Outcome(rate, self.sent, p50, p95, p99, lost, doubled, each, generator, others, is_cut_short)


class Target:
    """A server under load: how a message goes up, and by what it is known when it comes down."""

    marker = b'data-client="'
    parts = 2  # the other one's receipt, and the sender's acknowledgement
    name = "chat"

    def __init__(self, loop: Loop, served: Served, seats: list[Seat]) -> None:
        self.loop, self.served, self.seats = loop, served, seats
        self.sockets: list[WebSocket] = []
        self.ledger = Ledger(0, self.parts)
        self.acknowledged: dict[int, int] = {}  # messages of each run
        self.body = BODY

    @contextmanager
    def connected(self, pairs: int = PAIRS) -> Iterator["Target"]:
        """With the sockets of so many pairs, each known to hear."""
        self.sockets = open_all(self.loop, [partial(self.open, n) for n in range(2 * pairs)])
        self.warm_up()
        try:
            yield self
        finally:
            for ws in self.sockets:
                ws.drop()
            self.sockets = []
            self.loop.rest(0.3)

    def open(self, n: int) -> WebSocket:
        seat = self.seats[n]
        return WebSocket(self.loop, self.served.address, seat.live, seat.cookie, self.heard)

    def warm_up(self) -> None:
        """Until a message of each socket arrives: an open socket is not at once one that hears."""
        for _ in range(20):
            self.loop.rest(0.2)
            outcome = self.run(len(self.sockets) * 2, 1, pairs=len(self.sockets) // 2)
            if not outcome.lost:
                return
        raise RuntimeError(f"{self.name}: messages do not arrive at {outcome}")

    def restore(self) -> None:
        """Open anew what was closed under too much load."""
        gone = [n for n, ws in enumerate(self.sockets) if not ws.is_open or ws.code]
        if gone:
            for n, ws in zip(gone, open_all(self.loop, [partial(self.open, n) for n in gone]), strict=True):
                self.sockets[n].drop()
                self.sockets[n] = ws
            self.loop.rest(1)

    def words(self, client_id: str) -> bytes:
        return json.dumps({"type": "message", "client_id": client_id, "body": self.body}).encode()

    def heard(self, ws: WebSocket, data: bytes, start: int, end: int) -> None:
        """Note whose message came down, however many a frame carries."""
        moment, ledger, marker = clock(), self.ledger, self.marker
        at = data.find(marker, start, end)
        while at >= 0:
            at += len(marker)
            try:
                run, n = divmod(int(data[at : at + 12]), MILLION)
            except ValueError:  # somebody else's
                run = 0
            if run == ledger.number:
                self.note(ledger, ws, n, moment)
            at = data.find(marker, at, end)

    def note(self, ledger: Ledger, ws: WebSocket, n: int, moment: float) -> None:
        if ledger.senders[n] is ws and self.parts == 2:
            marks = ledger.acknowledgements
        else:
            marks = ledger.receipts
            if not marks[n]:
                ledger.had[n] = moment
        if not marks[n]:
            ledger.waiting -= 1
        marks[n] = min(marks[n] + 1, 255)

    def run(self, rate: float, seconds: float, pairs: int = 0, meanwhile: Callable[[], None] | None = None) -> Outcome:
        """So many messages a second for so long, then until the last one is there."""
        pairs = pairs or max(PAIRS, int(rate / MOST_EACH / 2) + 1)
        ledger = self.ledger = Ledger(max(int(rate * seconds), 1), self.parts)
        senders = self.sockets[: 2 * pairs]
        random.Random(1).shuffle(senders)  # noqa: S311 # an order, no secret
        frames = [frame_of(self.words(f"{ledger.number:04d}{n:08d}")) for n in range(len(ledger.due))]
        gc.collect()
        gc.disable()
        started, before = clock(), self._used()
        is_cut_short = self._send(ledger, frames, senders, rate, meanwhile)
        generator = (self._used()[0] - before[0]) / (clock() - started)
        self.loop.until(lambda: ledger.waiting <= 0, DRAIN)
        gc.enable()
        own, server, machine = (now - then for now, then in zip(self._used(), before, strict=True))
        others = max(machine - own - server, 0) / (clock() - started)
        self.loop.rest(0.2)  # for what comes twice
        self.acknowledged[ledger.number] = ledger.acknowledged()
        return ledger.outcome(rate, server, generator, others, is_cut_short)

    def _used(self) -> tuple[float, float, float]:
        """Processor seconds of the load, the server, the whole machine."""
        return time.process_time(), self.served.cpu(), machine_cpu()

    def _send(
        self,
        ledger: Ledger,
        frames: list[bytes],
        senders: list[WebSocket],
        rate: float,
        also: Callable[[], None] | None,
    ) -> bool:
        """Send each when it is due; whether it was given up, since too many were on the way."""
        most, places = (rate * BEHIND + 100) * self.parts, len(senders)
        started = clock() + 0.01
        for n, frame in enumerate(frames):
            due = started + n / rate
            while (left := due - clock()) > 0:
                self.loop.turn(min(left, 0.05))
                if also:
                    also()
            ws = senders[n % places]
            ledger.due[n], ledger.senders[n] = due, ws
            ledger.sent += 1
            ledger.waiting += self.parts
            ws.send(frame)
            if n % 16 == 0:
                self.loop.turn(0)
                if ledger.waiting > most:
                    return True
        return False


class Echo(Target):
    """The bare echo, which says a message back to its sender."""

    marker = b'"client_id": "'
    parts = 1
    name = "echo"

    def open(self, n: int) -> WebSocket:
        return WebSocket(self.loop, self.served.address, "/echo", "", self.heard)


def highest_held(
    target: Target, start: float, seconds: float, most: float, noted: Callable[[Outcome], Outcome]
) -> Outcome:
    """Search by doubling, then by bisecting, for the highest rate that is held; at most `most` a second."""
    best, worst, rate = None, 0.0, min(start, most)
    while True:
        outcome = _tried(target, rate, seconds, noted)
        if outcome.is_held:
            best = outcome
            if rate >= most:
                return best
        else:
            worst = rate
        if best is None:
            if rate < 2:
                return outcome
            rate /= 2
        elif not worst:
            rate = min(best.rate * 2, most)
        elif worst / best.rate <= FINESSE:
            return best
        else:
            rate = (best.rate * worst) ** 0.5


def _tried(target: Target, rate: float, seconds: float, noted: Callable[[Outcome], Outcome]) -> Outcome:
    """Twice, if the first time it is not held: a machine has other things to do, too."""
    for _ in range(2):
        outcome = noted(target.run(rate, seconds))
        if outcome.is_held:
            break
        target.restore()
    return outcome
