"""Who listens to which pair, and the way from one process to the others.

In memory for one process; through Redis when there is one. An event is a hint (a pair's id, a kind, a few numbers):
the listener reads the truth from the database. Publishing never fails and never waits long.
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
REDIS_TIMEOUT = 0.2  # seconds; a publish to a dead Redis must not hold a request

PING_EVERY = 10.0  # seconds
HEARING_TIMEOUT = 30.0  # seconds; longer than the pause between two pings

Event = dict[str, Any]


class Listener:
    """One open socket's ear. `wake` is called, from any greenlet, when there is something to hear."""

    def __init__(self, pair_id: int, member_id: int, wake: Callable[[], None]) -> None:
        self.pair_id, self.member_id, self.wake = pair_id, member_id, wake
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
        self._redis = _client(redis_url, REDIS_TIMEOUT) if redis_url else None
        self._ears = _client(redis_url, HEARING_TIMEOUT) if redis_url else None
        self._name = secrets.token_hex(8)  # so that a process does not hear itself
        self._is_alone, self._is_hearing = is_alone, False
        self._thread: threading.Thread | None = None

    @property
    def is_deaf(self) -> bool:
        """Whether events of other processes may be missed now, so that listeners must look themselves."""
        return not self._is_hearing and not self._is_alone

    def subscribe(self, listener: Listener) -> None:
        """Let a socket hear of its pair and of its member."""
        self._pairs[listener.pair_id].add(listener)
        self._members[listener.member_id].add(listener)
        self._start_hearing()

    def unsubscribe(self, listener: Listener) -> None:
        """The socket has gone."""
        for table, key in ((self._pairs, listener.pair_id), (self._members, listener.member_id)):
            table[key].discard(listener)
            if not table[key]:
                del table[key]

    def count(self, member_id: int | None = None) -> int:
        """How many sockets are open here, of one member or of all."""
        if member_id is not None:
            return len(self._members.get(member_id, ()))
        return sum(len(listeners) for listeners in self._pairs.values())

    def publish(self, event: Event) -> None:
        """Tell everyone who listens to the event's `pair` or `member`, here and in the other processes."""
        self._tell(event)
        if self._redis is not None:
            try:
                self._redis.publish(CHANNEL, json.dumps({**event, "from": self._name}))
            except redis.RedisError as error:
                log.warning("an event was not published: %s", type(error).__name__)

    def _tell(self, event: Event) -> None:
        table, key = (self._pairs, event["pair"]) if "pair" in event else (self._members, event["member"])
        for listener in list(table.get(key, ())):
            listener.tell(event)

    def _start_hearing(self) -> None:
        if self._redis is not None and self._thread is None:
            self._thread = threading.Thread(target=self._hear_for_ever, daemon=True)
            self._thread.start()

    def _hear_for_ever(self) -> None:
        while True:  # supervised: redis-py's own listener dies for good when the server restarts
            try:
                self._hear()
            except (redis.RedisError, OSError, ValueError) as error:
                log.warning("Redis is not heard: %s", type(error).__name__)
            self._is_hearing = False
            time.sleep(1)

    def _hear(self) -> None:
        assert self._ears is not None  # noqa: S101 # only started with a Redis
        with self._ears.pubsub(ignore_subscribe_messages=True) as ears:
            ears.subscribe(CHANNEL)
            self._is_hearing = True
            while True:
                message = ears.get_message(timeout=PING_EVERY)
                if message is None:
                    ears.ping()
                    continue
                if message["type"] == "message":
                    event = json.loads(message["data"])
                    if event.pop("from", None) != self._name:
                        self._tell(event)


_hub = Hub()


def configure(redis_url: str, processes: int) -> None:
    """Choose memory, or Redis. Called once, when the app is made; `processes` is how many serve the same pairs."""
    global _hub  # one hub a process
    _hub = Hub(redis_url, is_alone=processes == 1 and not redis_url)


def get() -> Hub:
    """The process's hub."""
    return _hub


def _client(url: str, timeout: float) -> Any:
    return redis.Redis.from_url(url, socket_connect_timeout=timeout, socket_timeout=timeout, retry=None)
