"""flask-sock's socket, made fit for use: whole writes by one writer at a time, a bounded inbound buffer, a wake-up.

What is mended here of simple-websocket 1.1.0: `send` may write a part of a frame under gevent; the inbound list grows
without bound; pings are written by another greenlet than the messages; nothing but a frame ends a `receive`.
"""

import threading
from collections.abc import Callable
from typing import Any

from flask import Request
from gevent import Timeout
from simple_websocket import ConnectionClosed

MOST_INBOUND = 40  # frames not yet read; more is a flood
SEND_WITHIN = 2.0  # seconds; a reader slower than that is dropped

RESTARTING, SESSION_GONE, FORBIDDEN, TOO_MANY, BROKEN = 1012, 4401, 4403, 4408, 1011


class WakeableEvent(threading.Event):
    """simple-websocket's event, which `wake` can end as if the time were up: `receive` then returns None."""

    def __init__(self) -> None:
        super().__init__()
        self._is_woken = False

    def wait(self, timeout: float | None = None) -> bool:
        """Whether a frame (or the end) came; False when the time is up or somebody called `wake`."""
        came = super().wait(timeout)
        if self._is_woken:
            self._is_woken = False
            self.clear()
            return False
        return came

    def wake(self) -> None:
        """End the present or the next `wait`."""
        self._is_woken = True
        self.set()


class _Whole:
    """A socket whose `send` writes everything, one writer at a time, or gives up after two seconds."""

    def __init__(self, sock: Any) -> None:
        self._sock, self._lock = sock, threading.Lock()

    def send(self, data: bytes) -> int:
        with self._lock, Timeout(SEND_WITHIN, OSError("the reader is too slow")):
            self._sock.sendall(data)
        return len(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


class _Bounded(list[Any]):
    """The inbound frames; one too many ends the connection (simple-websocket's reader stops at an OSError)."""

    def append(self, frame: Any) -> None:
        if len(self) >= MOST_INBOUND:
            raise OSError("flooded")
        super().append(frame)


SERVER_OPTIONS = {"ping_interval": 25, "max_message_size": 16 * 1024, "event_class": WakeableEvent}


def is_handshake(request: Request) -> bool:
    """Whether a request wants to become a socket."""
    return request.headers.get("Upgrade", "").lower() == "websocket"


def refuse_compression(request: Request) -> None:
    """Per-message compression costs 97 KiB a socket; a client that is not offered it does without."""
    request.environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)


def make_fit(ws: Any) -> Callable[[], None]:
    """Mend an accepted socket and return the function that wakes its `receive`."""
    ws.sock = _Whole(ws.sock)
    ws.input_buffer = _Bounded(ws.input_buffer)
    wake: Callable[[], None] = ws.event.wake
    return wake


def close(ws: Any, code: int) -> None:
    """Close with a code; the other side may be gone already."""
    try:
        ws.close(code)
    except (ConnectionClosed, OSError):
        ws.connected = False
