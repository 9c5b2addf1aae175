"""Clients cheap enough to load a server from one core: one epoll loop, sockets and pages parsed by hand."""

import select
import socket
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from urllib.parse import urlsplit

clock = time.perf_counter
CHUNK = 1 << 16  # bytes
OPENING = 64  # handshakes at once
PATIENCE = 60  # seconds for handshakes
TEXT, CLOSE, PING = 1, 8, 9
NO_MASK = b"\0\0\0\0"  # a mask that leaves the bytes as they are is still a mask

Heard = Callable[["WebSocket", bytes, int, int], None]


class Loop:
    """Who waits for which bytes. `turn` never sleeps longer than it is told, to about 60 microseconds."""

    def __init__(self) -> None:
        self._epoll = select.epoll()  # made first, so that its number is small enough for select()
        self._links: dict[int, Link] = {}

    def add(self, link: "Link") -> None:
        self._links[link.fd] = link
        self._epoll.register(link.fd, select.EPOLLIN)

    def remove(self, link: "Link") -> None:
        if self._links.pop(link.fd, None):
            self._epoll.unregister(link.fd)

    def also_writes(self, link: "Link", does: bool) -> None:
        self._epoll.modify(link.fd, select.EPOLLIN | (select.EPOLLOUT if does else 0))

    def turn(self, most: float = 0.05) -> None:
        """Serve who is ready; wait at most so many seconds for one."""
        if most > 0:  # epoll itself counts in milliseconds
            select.select([self._epoll], [], [], most)
        for fd, what in self._epoll.poll(0, 512):
            link = self._links.get(fd)
            if link is None:
                continue
            if what & select.EPOLLOUT:
                link.flush()
            if what & ~select.EPOLLOUT:
                link.read()

    def until(self, is_done: Callable[[], bool], within: float) -> bool:
        """Turn until it is done, or the seconds are over; whether it is done."""
        end = clock() + within
        while not is_done():
            if clock() > end:
                return False
            self.turn()
        return True

    def rest(self, seconds: float) -> None:
        """Turn for so long."""
        self.until(lambda: False, seconds)


class Link:
    """One connection, which never blocks."""

    def __init__(self, loop: Loop, address: str, receive_buffer: int = 0) -> None:
        host = urlsplit(address)
        self.loop = loop
        self.sock = socket.socket()
        if receive_buffer:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.sock.settimeout(PATIENCE)
        self.sock.connect((host.hostname, host.port))
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock.setblocking(False)
        self.fd = self.sock.fileno()
        self.unsent, self.unread = b"", b""
        self.is_open = True
        loop.add(self)

    def send(self, data: bytes) -> None:
        """Send now, or as soon as the other side takes it."""
        if not self.is_open:
            return
        if self.unsent:
            self.unsent += data
            return
        try:
            sent = self.sock.send(data)
        except BlockingIOError:
            sent = 0
        except OSError:
            self.drop()
            return
        if sent < len(data):
            self.unsent = data[sent:]
            self.loop.also_writes(self, True)

    def flush(self) -> None:
        data, self.unsent = self.unsent, b""
        self.loop.also_writes(self, False)
        self.send(data)

    def read(self) -> None:
        try:
            data = self.sock.recv(CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.drop()
            return
        data = self.unread + data if self.unread else data
        used = self.parse(data)
        self.unread = data[used:] if used < len(data) else b""

    def parse(self, data: bytes) -> int:
        """Act on what is whole, and say how many bytes that was."""
        raise NotImplementedError

    def stop_reading(self) -> None:
        """Stay open and take nothing more, as a phone that has left the network does."""
        self.loop.remove(self)

    def drop(self) -> None:
        """Let go, without a word."""
        if self.is_open:
            self.is_open = False
            self.loop.remove(self)
            with suppress(OSError):
                self.sock.close()


class WebSocket(Link):
    """One open socket. Each text frame is given to `heard` as (itself, bytes, start, end)."""

    def __init__(
        self, loop: Loop, base_url: str, path: str, cookie: str, heard: Heard, receive_buffer: int = 0
    ) -> None:
        super().__init__(loop, base_url, receive_buffer)
        self.heard, self.is_ready, self.code, self.refusal = heard, False, 0, b""
        self.send(
            f"GET {path} HTTP/1.1\r\nHost: {urlsplit(base_url).netloc}\r\nOrigin: {base_url}\r\nCookie: {cookie}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )

    def say(self, words: bytes) -> None:
        """Send a text frame."""
        self.send(frame_of(words))

    def parse(self, data: bytes) -> int:
        at, size = 0, len(data)
        if not self.is_ready:
            at = data.find(b"\r\n\r\n") + 4
            if at == 3:
                return 0
            self.is_ready = data.startswith(b"HTTP/1.1 101")
            if not self.is_ready:
                self.refusal = data[:12]
                self.drop()
                return size
        while size - at >= 2:
            length, start = data[at + 1], at + 2
            if length == 126:
                length, start = int.from_bytes(data[start : start + 2], "big"), start + 2
            elif length == 127:
                length, start = int.from_bytes(data[start : start + 8], "big"), start + 8
            if start + length > size:
                break
            kind = data[at] & 15
            if kind == TEXT:
                self.heard(self, data, start, start + length)
            else:
                self._control(kind, data[start : start + length])
            at = start + length
        return at

    def _control(self, kind: int, data: bytes) -> None:
        if kind == PING:
            self.send(bytes((0x8A, 0x80 | len(data))) + NO_MASK + data)
        elif kind == CLOSE:
            self.code = int.from_bytes(data[:2], "big") or 1005
            self.send(bytes((0x88, 0x82)) + NO_MASK + self.code.to_bytes(2, "big"))


def frame_of(words: bytes) -> bytes:
    """A client's text frame."""
    size = len(words)
    head = bytes((0x81, 0x80 | size)) if size < 126 else b"\x81\xfe" + size.to_bytes(2, "big")
    return head + NO_MASK + words


def open_all(loop: Loop, makers: Sequence[Callable[[], WebSocket]]) -> list[WebSocket]:
    """Open many sockets, some at a time. Raises RuntimeError where one is refused."""
    opened: list[WebSocket] = []
    for n in range(0, len(makers), OPENING):
        some = [make() for make in makers[n : n + OPENING]]
        loop.until(lambda some=some: all(ws.is_ready or not ws.is_open for ws in some), PATIENCE)  # type: ignore[misc] # bound at once
        refused = Counter(ws.refusal for ws in some if not ws.is_ready)
        if refused:
            raise RuntimeError(f"sockets were refused after {len(opened)}: {dict(refused)}")
        opened += some
    return opened


class Reader(Link):
    """Somebody who asks for the same page again and again. `took` has the seconds of each answer."""

    def __init__(self, loop: Loop, base_url: str, path: str, cookie: str) -> None:
        super().__init__(loop, base_url)
        self.took: list[float] = []
        self.failed, self.bytes, self._is_stopped = 0, 0, False
        self._request = (
            f"GET {path} HTTP/1.1\r\nHost: {urlsplit(base_url).netloc}\r\nCookie: {cookie}\r\n"
            "Accept: text/html\r\nAccept-Language: en\r\nAccept-Encoding: gzip, deflate, br\r\n\r\n".encode()
        )
        self._asked_at = 0.0

    def ask(self) -> None:
        self._asked_at = clock()
        self.send(self._request)

    def stop(self) -> None:
        """Ask no more after the present answer."""
        self._is_stopped = True

    def parse(self, data: bytes) -> int:
        head = data.find(b"\r\n\r\n")
        if head < 0:
            return 0
        lower = data[:head].lower()
        found = lower.find(b"content-length:")
        if found < 0:
            raise RuntimeError(f"an answer without a length: {data[:head]!r}")
        end = head + 4 + int(lower[found + 15 :].split(b"\r\n", 1)[0])
        if len(data) < end:
            return 0
        self.took.append(clock() - self._asked_at)
        self.bytes = end
        self.failed += not data.startswith(b"HTTP/1.1 200")
        if not self._is_stopped:
            self.ask()
        return end
