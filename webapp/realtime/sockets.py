"""flask-sock's socket, made fit for use: one greenlet reads, writes, pings and sleeps; nobody else touches it.

What is mended here of simple-websocket 1.1.0, whose handshake we keep: it reads in a greenlet of its own that buffers
without bound, and writes from two; `send` may write a part of a frame under gevent; an oversize frame can leave both
greenlets behind for ever; and nothing but a frame ends a `receive`.
"""

import math
import time
from collections import deque
from typing import Any

import gevent
from flask import Request
from gevent.event import Event
from gevent.socket import wait_write
from wsproto.events import BytesMessage, CloseConnection, Ping, Pong, TextMessage
from wsproto.utilities import ProtocolError

LARGEST = 16 * 1024  # characters or bytes of one message, however many frames carry it
CHUNK = 4096  # bytes read at once; what is not read stays with the sender
PING_EVERY = 25.0  # seconds; proxies cut what is silent for 55
SEND_WITHIN = 2.0  # seconds; a reader slower than that is dropped
LINGER = 0.5  # seconds to let the other side read why
FRAMES_A_SECOND = 20
BURST = 40  # frames at once; an outbox that empties itself after a tunnel is no flood

RESTARTING, SESSION_GONE, FORBIDDEN, TOO_MANY, TOO_LARGE, BROKEN = 1012, 4401, 4403, 4408, 1009, 1011

READABLE = 1  # libev's


class Closing(Exception):  # noqa: N818 # not an error: the way out of a socket's loop, with a code
    """The socket must close with this code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Gone(Exception):  # noqa: N818 # not an error: people leave
    """The other side has left, or reads too slowly to be kept."""


class Slots:
    """How many sockets this process holds. A slot is taken before the upgrade, while 503 can still be said."""

    def __init__(self) -> None:
        self.taken = 0

    def take(self, most: int) -> bool:
        """Take one, if fewer than `most` are taken."""
        if self.taken >= most:
            return False
        self.taken += 1
        return True

    def give_back(self) -> None:
        """The socket has gone, or never came to be."""
        self.taken -= 1


slots = Slots()


class NoThread:
    """simple-websocket's reader, which is not wanted: the socket's own greenlet reads."""

    def __init__(self, target: Any) -> None:
        self.name = ""

    def start(self) -> None:
        """Do nothing."""


SERVER_OPTIONS = {"thread_class": NoThread}


def is_handshake(request: Request) -> bool:
    """Whether a request wants to become a socket."""
    return request.headers.get("Upgrade", "").lower() == "websocket"


def refuse_compression(request: Request) -> None:
    """Per-message compression costs 97 KiB a socket; a client that is not offered it does without."""
    request.environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)


class Socket:
    """An accepted socket. Only `wake` may be called from another greenlet."""

    def __init__(self, ws: Any) -> None:
        self._sock, self._protocol, self._flask_socks = ws.sock, ws.ws, ws
        self._sock.settimeout(0.0)
        self._stirred, self._is_woken = Event(), False
        self._watcher = gevent.get_hub().loop.io(self._sock.fileno(), READABLE)
        self._messages: deque[str] = deque()
        self._parts: list[str | bytes | bytearray] = []
        self._length = 0  # of the parts
        self._allowed, self._counted_at = float(BURST), time.monotonic()
        self._pings_at, self._awaits_pong = time.monotonic() + PING_EVERY, False

    def receive(self, within: float | None = None) -> str | None:
        """The next message, or None once `wake` was called or so many seconds are over.

        Raises Gone, and Closing for what is too large or too many.
        """
        until = time.monotonic() + within if within is not None else math.inf
        gevent.sleep(0)  # whoever always has something to say must let the others speak
        while not self._messages:
            if self._is_woken:
                self._is_woken = False
                return None
            if not self._read() and not self._rest(until):
                return None
        return self._messages.popleft()

    def send(self, words: str) -> None:
        """Send a message whole. Raises Gone where the reader is slower than two seconds."""
        self._write(self._protocol.send(TextMessage(words)))

    def wake(self) -> None:
        """End the present or the next `receive`; from any greenlet."""
        self._is_woken = True
        self._stirred.set()

    def close(self, code: int) -> None:
        """Close with a code, and let the other side read it. It may be gone already."""
        try:
            self._write(self._protocol.send(CloseConnection(code)))
            self._linger()
        except (Gone, ProtocolError, OSError):
            pass
        self.forget()

    def forget(self) -> None:
        """Let go: gunicorn closes the connection when the view returns."""
        self._flask_socks.connected = False  # flask-sock would send a close frame of its own
        self._watcher.close()

    def _read(self) -> bool:
        """Take what has come; False where nothing has."""
        try:
            data = self._sock.recv(CHUNK)
        except BlockingIOError:
            return False
        except OSError:
            raise Gone from None
        if not data:
            raise Gone
        self._awaits_pong = False
        try:
            self._protocol.receive_data(data)
            for event in self._protocol.events():
                self._note(event)
        except ProtocolError:
            raise Gone from None
        return True

    def _note(self, event: Any) -> None:
        if isinstance(event, TextMessage | BytesMessage):
            self._join(event)
        elif isinstance(event, Ping):
            self._count()
            self._write(self._protocol.send(event.response()))
        elif isinstance(event, Pong):
            self._count()
        elif isinstance(event, CloseConnection):
            self._write(self._protocol.send(event.response()))
            raise Gone

    def _join(self, event: TextMessage | BytesMessage) -> None:
        """A message may come in many parts, and a part in many chunks."""
        self._parts.append(event.data)
        self._length += len(event.data)
        if self._length > LARGEST:
            raise Closing(TOO_LARGE)
        if event.frame_finished:
            self._count()
        if event.message_finished:
            self._messages.append("".join(p if isinstance(p, str) else p.decode(errors="replace") for p in self._parts))
            self._parts, self._length = [], 0

    def _count(self) -> None:
        """A bucket of frames that refills by the second."""
        moment = time.monotonic()
        self._allowed = min(BURST, self._allowed + (moment - self._counted_at) * FRAMES_A_SECOND) - 1
        self._counted_at = moment
        if self._allowed < 0:
            raise Closing(TOO_MANY)

    def _rest(self, until: float) -> bool:
        """Sleep until something comes or somebody wakes us (True), or the time is up; with a ping when one is due."""
        self._watcher.start(self._stirred.set)
        try:
            is_stirred = self._stirred.wait(max(0.0, min(until, self._pings_at) - time.monotonic()))
        finally:
            self._watcher.stop()
            self._stirred.clear()
        if time.monotonic() >= self._pings_at:
            self._ping()
        return is_stirred or time.monotonic() < until

    def _ping(self) -> None:
        """Keep proxies from cutting a silent line; a ping without an answer by the next one is the end."""
        if self._awaits_pong:
            raise Gone
        self._pings_at, self._awaits_pong = time.monotonic() + PING_EVERY, True
        self._write(self._protocol.send(Ping()))

    def _write(self, data: bytes) -> None:
        left, until = memoryview(data), time.monotonic() + SEND_WITHIN
        while left:
            try:
                left = left[self._sock.send(left) :]
            except BlockingIOError:
                if time.monotonic() > until:
                    raise Gone from None
                self._wait_for_room(until)
            except OSError:
                raise Gone from None

    def _wait_for_room(self, until: float) -> None:
        try:
            wait_write(self._sock.fileno(), timeout=max(0.01, until - time.monotonic()))
        except OSError:
            raise Gone from None

    def _linger(self) -> None:
        """Read on for a moment: closing with unread bytes resets the connection, and the code would be lost."""
        end = time.monotonic() + LINGER
        while (left := end - time.monotonic()) > 0:
            self._watcher.start(self._stirred.set)
            self._stirred.wait(left)
            self._watcher.stop()
            self._stirred.clear()
            try:
                if not self._sock.recv(CHUNK):
                    return
            except BlockingIOError:
                continue
