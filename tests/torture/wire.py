"""A WebSocket down to its bytes: what no library lets one send can be sent here, and nothing is answered unasked."""

import base64
import os
import socket
import struct
import time

from gevent.lock import RLock

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
LOST = 1006  # what a browser says when the connection ended without a close frame


class Refused(Exception):  # noqa: N818 # an answer, not an error
    """The handshake was answered with another status than 101."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Closed(Exception):  # noqa: N818 # the end of every connection
    """The other side has closed, with this code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def frame(
    payload: bytes = b"", opcode: int = TEXT, *, head: int = 0x80, is_masked: bool = True, length: bytes = b""
) -> bytes:
    """A client's frame. `head` is the first byte without the opcode, `length` a length that is not the payload's."""
    size = len(payload)
    said = struct.pack("!B", size) if size < 126 else struct.pack("!BH", 126, size)
    said = length or (said if size < 1 << 16 else struct.pack("!BQ", 127, size))
    if not is_masked:
        return bytes([head | opcode]) + said + payload
    mask = os.urandom(4)
    stretched = (mask * (size // 4 + 1))[:size]
    masked = (int.from_bytes(payload, "big") ^ int.from_bytes(stretched, "big")).to_bytes(size, "big")
    return bytes([head | opcode, said[0] | 0x80]) + said[1:] + mask + masked


class Wire:
    """One connection to a pair's live channel. Raises Refused if there is no upgrade, OSError if nobody answers."""

    def __init__(
        self,
        port: int,
        pair_id: int,
        cookie: str,
        origin: str,
        *,
        patience: float = 5.0,
        inbox: int = 0,
        after: int | None = None,
    ) -> None:
        self.sock = socket.socket()
        if inbox:  # bytes; a reader with a small one is full soon
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, inbox)
        self.sock.settimeout(patience)
        self._got = bytearray()
        self._lock = RLock()
        try:
            self.sock.connect(("127.0.0.1", port))
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.sock.sendall(handshake(pair_id, cookie, origin, after))
            self._read_answer(time.monotonic() + patience)
        except BaseException:
            self.sock.close()
            raise

    def send(self, data: bytes) -> None:
        """Bytes as they are."""
        with self._lock:
            self.sock.sendall(data)

    def say(self, text: str) -> None:
        """A text frame."""
        self.send(frame(text.encode()))

    def receive(self, seconds: float) -> str | None:
        """The next text, None if none came in time; pings are answered. Raises Closed."""
        end = time.monotonic() + seconds
        while True:
            found = self._whole_frame()
            if found is None:
                if not self._fill(end - time.monotonic()):
                    return None
                continue
            opcode, payload = found
            if opcode == CLOSE:
                raise Closed(int.from_bytes(payload[:2], "big") if payload else 1005)
            if opcode == PING:
                self.send(frame(payload, PONG))
            elif opcode == TEXT:
                return payload.decode()

    def close_code(self, seconds: float) -> int | None:
        """The code with which the other side closes, whatever comes before; None if it does not."""
        end = time.monotonic() + seconds
        try:
            while time.monotonic() < end:
                self.receive(end - time.monotonic())
        except Closed as closed:
            return closed.code
        except OSError:
            return LOST
        return None

    def answers(self, seconds: float) -> bool:
        """Whether a ping is answered in time, whatever comes before. Raises Closed."""
        self.send(frame(b"there?", PING))
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = self._whole_frame()
            if found is None:
                self._fill(end - time.monotonic())
            elif found[0] == PONG:
                return True
            elif found[0] == CLOSE:
                raise Closed(int.from_bytes(found[1][:2], "big"))
        return False

    def close(self) -> None:
        """Go without a word, as a phone does."""
        self.sock.close()

    def _read_answer(self, end: float) -> None:
        while b"\r\n\r\n" not in self._got:
            if not self._fill(end - time.monotonic()):
                raise TimeoutError("no answer to the handshake")
        head, _, rest = bytes(self._got).partition(b"\r\n\r\n")
        self._got = bytearray(rest)
        status = int(head.split(b" ", 2)[1])
        if status != 101:
            raise Refused(status)

    def _fill(self, seconds: float) -> bool:
        """Read what is there; False when the time is up. Raises Closed when nothing will come any more."""
        if seconds <= 0:
            return False
        self.sock.settimeout(seconds)
        try:
            data = self.sock.recv(65536)
        except TimeoutError:
            return False
        except OSError as error:
            raise Closed(LOST) from error
        if not data:
            raise Closed(LOST)
        self._got += data
        return True

    def _whole_frame(self) -> tuple[int, bytes] | None:
        if len(self._got) < 2:
            return None
        size, start = self._got[1] & 0x7F, 2
        if size >= 126:
            start = 4 if size == 126 else 10
            size = int.from_bytes(self._got[2:start], "big")
        if len(self._got) < start + size:
            return None
        opcode, payload = self._got[0] & 15, bytes(self._got[start : start + size])
        del self._got[: start + size]
        return opcode, payload


def handshake(pair_id: int, cookie: str, origin: str, after: int | None) -> bytes:
    """The request that asks for the upgrade, and says what the page has already."""
    key = base64.b64encode(os.urandom(16)).decode()
    query = "" if after is None else f"?after={after}"
    lines = (
        f"GET /pairs/{pair_id}/live{query} HTTP/1.1", f"Host: {origin.removeprefix('http://')}", f"Origin: {origin}",
        "Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13",
        f"Cookie: {cookie}", "", "",
    )  # fmt: skip
    return "\r\n".join(lines).encode()
