"""Who listens to which pair, and the way from one process to the others.

In memory for one process; through Redis when there is one. An event is a hint (a pair's id, a kind, a few numbers):
the listener reads the truth from the database. What was stored just now comes along within the process, sealed as it
is stored; whether it may be told is read from the database all the same. Publishing never fails and never waits long.
"""

import json
import logging
import secrets
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from typing import Any

import redis

log = logging.getLogger("waymark")

CHANNEL = "waymark"
WAITING = 50  # events of one listener; older ones are dropped, since it reads the database anyway
LEAVING = 1_000  # events not yet with Redis; more means that it cannot be reached
TOGETHER = 100  # events sent in one go
REDIS_TIMEOUT = 2.0  # seconds; nobody waits for it

PING_EVERY = 2.0  # seconds
HEARING_TIMEOUT = 5.0  # seconds without an answer; listeners look themselves from then on

LOOK_EVERY = 2.0  # seconds; how often listeners look at the database where events may be missed
BESIDE_THE_LAST = 10.0  # seconds; a deploy starts the next process while the last one still serves what it has

Event = dict[str, Any]
EVERYONE: Event = {"everyone": True, "kind": "look"}  # events may have been missed: read the database


class Listener:
    """One open socket's ear, or a poll's. `wake` is called, from any greenlet, when there is something to hear."""

    def __init__(self, pair_id: int, member_id: int, wake: Callable[[], None], *, is_socket: bool = True) -> None:
        self.pair_id, self.member_id, self.wake, self.is_socket = pair_id, member_id, wake, is_socket
        self.events: deque[Event] = deque(maxlen=WAITING)

    def tell(self, event: Event) -> None:
        """Leave an event and wake the socket."""
        self.events.append(event)
        self.wake()

    def heard(self) -> list[Event]:
        """Take what is waiting."""
        events = []
        while self.events:
            events.append(self.events.popleft())
        return events


class Hub:
    """The listeners of this process, and the wire to the other ones."""

    def __init__(self, redis_url: str = "", is_alone: bool = True) -> None:
        self._pairs: dict[int, set[Listener]] = defaultdict(set)
        self._members: dict[int, set[Listener]] = defaultdict(set)
        self._count = 0
        self._wire = Wire(redis_url, self._tell) if redis_url else None
        self._is_alone, self._started_at = is_alone, time.monotonic()

    @property
    def is_deaf(self) -> bool:
        """Whether events of other processes may be missed now, so that listeners must look themselves."""
        if self._wire is not None:
            return not self._wire.is_hearing
        return not self._is_alone or time.monotonic() - self._started_at < BESIDE_THE_LAST

    def subscribe(self, listener: Listener) -> None:
        """Let a socket hear of its pair and of its member."""
        self._pairs[listener.pair_id].add(listener)
        self._members[listener.member_id].add(listener)
        self._count += 1
        if self._wire is not None:
            self._wire.start()

    def unsubscribe(self, listener: Listener) -> None:
        """The socket has gone."""
        self._count -= 1
        for table, key in ((self._pairs, listener.pair_id), (self._members, listener.member_id)):
            table[key].discard(listener)
            if not table[key]:
                del table[key]

    def count(self, member_id: int | None = None) -> int:
        """How many sockets one member has open here; or how many listeners there are in all, polls included."""
        if member_id is None:
            return self._count
        return sum(listener.is_socket for listener in self._members.get(member_id, ()))

    def publish(self, event: Event, *, here: Event | None = None) -> None:
        """Tell everyone who listens to the event's `pair` or `member`, here and in the other processes.

        What is in `here` is told in this process only: it leaves it neither for Redis nor for anywhere else.
        """
        self._tell({**event, **here} if here else event)
        if self._wire is not None:
            self._wire.send(event)

    def close(self) -> None:
        """Let go of Redis."""
        if self._wire is not None:
            self._wire.close()

    def wake_all(self) -> None:
        """Let every listener of this process look around; called when the process leaves."""
        for listener in self._everyone():
            listener.wake()

    def _tell(self, event: Event) -> None:
        for listener in self._concerned(event):
            listener.tell(event)

    def _concerned(self, event: Event) -> list[Listener]:
        if "pair" in event:
            return list(self._pairs.get(event["pair"], ()))
        if "member" in event:
            return list(self._members.get(event["member"], ()))
        return self._everyone()

    def _everyone(self) -> list[Listener]:
        return [listener for listeners in list(self._pairs.values()) for listener in listeners]


class Wire:
    """Redis, between this process and the others: one thread hears, one sends; neither is ever waited for.

    Whatever may have been missed, here or there, ends in EVERYONE looking: a lost hint must not be a late message.
    """

    def __init__(self, url: str, tell: Callable[[Event], None]) -> None:
        self._mouth, self._ears = _client(url, REDIS_TIMEOUT), _client(url, HEARING_TIMEOUT)
        self._tell = tell
        self._name = secrets.token_hex(8)  # so that a process does not hear itself
        self._leaving: deque[str] = deque(maxlen=LEAVING)
        self._something = threading.Event()
        self._threads: list[threading.Thread] = []
        self._is_open, self._is_sending = True, True
        self.is_hearing = False

    def start(self) -> None:
        """Begin to hear."""
        self._run("hear", self._hear_for_ever)

    def send(self, event: Event) -> None:
        """Leave an event for the other processes."""
        self._leaving.append(json.dumps({**event, "from": self._name}))
        self._run("send", self._send_for_ever)
        self._something.set()

    def close(self) -> None:
        """End both threads, when what they wait for is over."""
        self._is_open = False
        self._something.set()

    def _run(self, name: str, work: Callable[[], None]) -> None:
        if not any(thread.name == name for thread in self._threads):
            self._threads.append(threading.Thread(target=work, name=name, daemon=True))
            self._threads[-1].start()

    def _send_for_ever(self) -> None:
        while self._is_open:
            self._something.wait()
            self._something.clear()
            try:
                while self._leaving:
                    self._send_some()
                self._is_sending = True
            except (redis.RedisError, OSError) as error:
                if self._is_sending:  # said once, not every second
                    log.warning("events are not published: %s", type(error).__name__)
                self._is_sending = False
                self._leaving.clear()
                self._leaving.append(json.dumps({**EVERYONE, "from": self._name}))
                time.sleep(1)
                self._something.set()

    def _send_some(self) -> None:
        with self._mouth.pipeline(transaction=False) as together:
            for _ in range(min(TOGETHER, len(self._leaving))):
                together.publish(CHANNEL, self._leaving.popleft())
            together.execute()

    def _hear_for_ever(self) -> None:
        is_first = True
        while self._is_open:  # supervised: redis-py's own listener dies for good when the server restarts
            try:
                self._hear()
            except (redis.RedisError, OSError, ValueError) as error:
                if self.is_hearing or is_first:  # said once, not every second
                    log.warning("Redis is not heard: %s", type(error).__name__)
            self.is_hearing = is_first = False
            self._tell(EVERYONE)
            time.sleep(1)

    def _hear(self) -> None:
        with self._ears.pubsub() as ears:
            ears.subscribe(CHANNEL)
            heard_at = time.monotonic()
            while self._is_open and time.monotonic() - heard_at < HEARING_TIMEOUT:
                message = ears.get_message(timeout=PING_EVERY)
                if message is None:
                    ears.ping()
                    continue
                heard_at = time.monotonic()
                self._take(message)
        raise redis.TimeoutError

    def _take(self, message: dict[str, Any]) -> None:
        if message["type"] == "subscribe":
            self.is_hearing = True
            self._tell(EVERYONE)
        elif message["type"] == "message":
            event = json.loads(message["data"])
            if event.pop("from", None) != self._name:
                self._tell(event)


_hub = Hub()


def configure(redis_url: str, processes: int) -> None:
    """Choose memory, or Redis. Called once, when the app is made; `processes` is how many serve the same pairs."""
    global _hub  # one hub a process
    _hub.close()
    _hub = Hub(redis_url, is_alone=processes == 1 and not redis_url)


def get() -> Hub:
    """The process's hub."""
    return _hub


def _client(url: str, timeout: float) -> Any:
    return redis.Redis.from_url(url, socket_connect_timeout=timeout, socket_timeout=timeout, retry=None)
