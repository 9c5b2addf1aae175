"""One of a pair, as their browser behaves: what was written keeps its id and is sent again until it is acknowledged."""

import json
import random
import re
import secrets
import time
from collections import Counter
from dataclasses import dataclass, field

import gevent

from tests.torture.people import Pass
from tests.torture.wire import LOST, Closed, Refused, Wire

CANARY = "quittersblad"  # begins every message: a log that holds it holds somebody's words
FIRST_WAIT, LONGEST_WAIT, JITTER = 0.5, 30.0, 0.3  # seconds, seconds, part: as htmx's ws extension waits
GAVE_UP = 0  # noted where the browser itself leaves a connection that it thinks dead
COMES_BACK_AFTER = {GAVE_UP, 1001, 1005, 1006, 1011, 1012, 1013, 1014}
PATIENCE = 4.0  # seconds without an acknowledgement, after which a connection is thought dead
SOON_ENOUGH = 5  # messages that do not go out, after which one stops writing
LATER = 3.0  # seconds until somebody presses Retry
ROW = re.compile(r'<li id="m(\d+)"[^>]*? data-seq="(\d+)" data-client="([^"]*)"')


@dataclass
class Unsent:
    """A message in the outbox."""

    body: str
    said_at: float
    sent_at: float = 0.0
    sent_on: Counter[int] = field(default_factory=Counter)  # how often over which connection
    waits_on: int = 0  # the connection that owes an acknowledgement


class Person:
    """An open page of one of a pair, over any number of connections. Times are of the monotonic clock."""

    def __init__(self, entry: Pass, port: int, origin: str) -> None:
        self.entry, self.port, self.origin = entry, port, origin
        self.wire: Wire | None = None
        self.connection, self.attempt, self.last = 0, 0, 0
        self.outbox: dict[str, Unsent] = {}
        self.said: dict[str, Unsent] = {}
        self.acknowledged: dict[str, int] = {}
        self.waits: list[float] = []  # seconds from the first sending to the acknowledgement
        self.opened: list[float] = []
        self.codes: list[tuple[float, int]] = []
        self.arrivals: dict[str, float] = {}
        self.rows: dict[int, str] = {}
        self.twice = self.disordered = self.refusals = 0
        self.is_ended = False
        self._here: Counter[int] = Counter()  # how often each row came over this connection
        self._highest = 0
        self._greenlets: list[gevent.Greenlet] = []

    def start(self) -> "Person":
        """Open the page."""
        self._greenlets.append(gevent.spawn(self._live))
        return self

    def talk(self, pause: float) -> None:
        """Write a message about every `pause` seconds from now on."""
        self._greenlets.append(gevent.spawn(self._talk, pause))

    def hush(self) -> None:
        """Write no more."""
        gevent.killall(self._greenlets[1:])
        del self._greenlets[1:]

    def leave(self) -> None:
        """Close the page."""
        gevent.killall(self._greenlets)
        self._drop()

    def say(self, body: str = "") -> str:
        """Write a message; gives its id."""
        client_id = secrets.token_urlsafe(12)
        message = Unsent(f"{CANARY} {client_id} {body}", time.monotonic())
        self.outbox[client_id] = self.said[client_id] = message
        self._send(client_id)
        return client_id

    def come_back(self) -> None:
        """Leave the page and return to it: a new connection at once."""
        self.attempt = 0
        self._drop()

    @property
    def is_open(self) -> bool:
        """Whether there is a connection, as far as the browser knows."""
        return self.wire is not None

    def _talk(self, pause: float) -> None:
        gevent.sleep(random.uniform(0, pause))
        while True:
            if len(self.outbox) < SOON_ENOUGH:
                self.say()
            gevent.sleep(random.uniform(0.5, 1.5) * pause)

    def _live(self) -> None:
        while not self.is_ended:
            code = self._connect_and_listen()
            self._drop()
            self.codes.append((time.monotonic(), code))
            self.is_ended = code not in COMES_BACK_AFTER
            self.attempt += 1
            wait = min(FIRST_WAIT * 2 ** (self.attempt - 1), LONGEST_WAIT)
            gevent.sleep(wait * random.uniform(1 - JITTER, 1 + JITTER))

    def _connect_and_listen(self) -> int:
        try:
            wire = Wire(self.port, self.entry.pair_id, self.entry.cookie, self.origin, after=self.last)
            self._begin(wire)
            while True:
                text = wire.receive(0.5)
                if text is not None:
                    self._take(text)
                if wire is not self.wire or self._is_forgotten():
                    return GAVE_UP
        except Closed as closed:
            return closed.code
        except (Refused, OSError):
            return LOST

    def _begin(self, wire: Wire) -> None:
        self.connection += 1
        self._here.clear()
        self._highest, self.attempt = self.last, 0
        self.wire = wire
        self.opened.append(time.monotonic())
        for client_id in list(self.outbox):
            self._send(client_id)

    def _send(self, client_id: str) -> None:
        message, wire = self.outbox.get(client_id), self.wire
        if message is None or wire is None:
            return
        message.sent_at = time.monotonic()
        message.sent_on[self.connection] += 1
        message.waits_on = self.connection
        try:
            wire.say(json.dumps({"type": "message", "client_id": client_id, "body": message.body}))
        except OSError:
            self._drop()

    def _take(self, text: str) -> None:
        if text.startswith("{"):
            told = json.loads(text)
            if told["type"] == "refused":
                self._take_refusal(told["client_id"])
            return
        for _, changed, client_id in ROW.findall(text):
            self._take_row(int(changed), client_id)

    def _take_refusal(self, client_id: str) -> None:
        self.refusals += 1
        if client_id in self.outbox:
            self.outbox[client_id].waits_on = 0
            gevent.spawn_later(LATER, self._send, client_id)

    def _take_row(self, seq: int, client_id: str) -> None:
        own = self.said.get(client_id)
        self._here[seq] += 1
        # Each sending is acknowledged: what was sent again may come again, and then out of order.
        sendings = own.sent_on.total() if own else 0
        if self._here[seq] > max(1, sendings):
            self.twice += 1
        elif seq < self._highest and sendings < 2:
            self.disordered += 1
        self._highest = max(self._highest, seq)
        self.last = max(self.last, seq)
        self.rows[seq] = client_id
        self.arrivals.setdefault(client_id, time.monotonic())
        if own is not None and client_id in self.outbox:
            del self.outbox[client_id]
            self.acknowledged[client_id] = seq
            self.waits.append(time.monotonic() - own.said_at)

    def _is_forgotten(self) -> bool:
        """Whether something that was sent over this connection waits too long: it is dead, though it looks open."""
        now = time.monotonic()
        sent = [m.sent_at for m in self.outbox.values() if m.waits_on == self.connection]
        return bool(sent) and now - min(sent) > PATIENCE

    def _drop(self) -> None:
        wire, self.wire = self.wire, None
        if wire is not None:
            wire.close()
