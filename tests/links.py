"""A weak link, made of a TCP proxy on loopback: it delays, narrows, resets and swallows what passes between two ports.

    with Link(8000, **SLOW_3G) as link:  # speak to 127.0.0.1:link.port as if it were port 8000
        link.tunnel()              # nothing gets through, nothing is closed
        link.restore()

A browser's own throttling does not touch a socket's frames; this does, as it knows nothing of what it carries. It has
half a round trip each way (jitter never reorders a connection's bytes) and one more to open a connection, a bandwidth
a direction, resets (RST), black holes, tunnels, cuts, a middlebox that forbids WebSockets. It has not: TCP's slow
start and retransmission, TLS, name look-ups; the kernel's buffers on loopback hide a narrow link at first.
"""

import asyncio
import math
import random
import socket
import struct
import threading
from collections.abc import Coroutine
from functools import partial
from typing import Any, Self, TypedDict

PACKET = 1_400  # bytes that leave at once: small, so that connections share a narrow link fairly
IN_FLIGHT = 1_024  # packets of one connection that may be under way in a direction
NEVER, A_YEAR = math.inf, 365 * 24 * 3600.0
_Packets = asyncio.Queue[tuple[float, bytes]]  # what is under way, and when it arrives
FORBIDDEN = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Shape(TypedDict, total=False):
    """What a link is like: seconds, bytes a second, and probabilities that a connection meets with it in any second."""

    round_trip: float
    jitter: float
    up: float
    down: float
    resets: float
    holes: float


SLOW_4G: Shape = {"round_trip": 0.15, "up": 750_000 / 8, "down": 1_600_000 / 8}
SLOW_3G: Shape = {"round_trip": 0.4, "up": 400_000 / 8, "down": 400_000 / 8}
TWO_G: Shape = {"round_trip": 0.84, "up": 35_000 / 8, "down": 70_000 / 8}
FLAKY: Shape = {"round_trip": 0.05, "jitter": 0.03, "resets": 0.02, "holes": 0.01}


class Link:
    """The proxy, from `__enter__` to `__exit__`, in a thread of its own; any other may call its methods.

    `round_trip` and `jitter` are in seconds (each way takes half of the first, plus or minus at most half of the
    second), `up` (towards the server) and `down` in bytes a second, `resets` and `holes` the probability that a
    connection is reset, or turns into a black hole, within one second. `seed` fixes the jitter and each connection's
    fate by its number. With `refuses_sockets`, which may be changed at any time, an upgrade to WebSocket gets 403.
    """

    def __init__(
        self,
        to_port: int,
        *,
        round_trip: float = 0,
        jitter: float = 0,
        up: float = NEVER,
        down: float = NEVER,
        resets: float = 0,
        holes: float = 0,
        seed: int = 0,
        refuses_sockets: bool = False,
    ) -> None:
        self.to_port, self.round_trip, self.jitter = to_port, round_trip, jitter
        self.up, self.down = _Lane(up), _Lane(down)
        self.resets, self.holes, self.refuses_sockets = resets, holes, refuses_sockets
        self.seed, self.random, self.accepted = seed, random.Random(seed), 0  # noqa: S311 # chance, not secrecy
        self.connections: set[_Connection] = set()
        self.swallows = False
        self._server: asyncio.Server | None = None

    @property
    def address(self) -> str:
        """The link's near end as a browser writes it: a server behind it needs this as its BASE_URL."""
        return f"http://localhost:{self.port}"

    def __enter__(self) -> Self:
        self._held = _bound(0)  # keeps the port ours while the link is cut
        self.port: int = self._held.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=f"link {self.port}", daemon=True)
        self._thread.start()
        self._in_thread(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        self._in_thread(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._held.close()

    def cut(self) -> None:
        """Reset every connection and refuse new ones, until `restore`."""
        self._in_thread(self._cut())

    def tunnel(self, *, late: bool = False) -> None:
        """Let nothing through and close nothing, until `restore`; a connection that is opened meanwhile waits for it.

        What is sent vanishes, and a connection that lost something stays mute for ever, as one that a phone's
        network forgot. With `late` it arrives after the tunnel, as what TCP sends once more.
        """
        self._in_thread(self._enter_tunnel(late))

    def restore(self) -> None:
        """Undo `cut` and `tunnel`."""
        self._in_thread(self._restore())

    def delay(self) -> float:
        """How long one way takes now, in seconds."""
        return max(0.0, self.round_trip / 2 + self.random.uniform(-self.jitter, self.jitter) / 2)

    def _in_thread(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    async def _start(self) -> None:
        self.passable = asyncio.Event()
        await self._restore()

    async def _stop(self) -> None:
        await self._cut()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        connection = _Connection(self, _End(reader, writer))
        self.connections.add(connection)
        try:
            await connection.run()
        except (OSError, asyncio.CancelledError):  # connections end in every way; none is a fault of the link
            pass
        finally:
            self.connections.discard(connection)

    async def _cut(self) -> None:
        if self._server:
            self._server.close()
            self._server = None
        for connection in list(self.connections):
            connection.reset()

    async def _enter_tunnel(self, late: bool) -> None:
        self.swallows = not late
        self.passable.clear()

    async def _restore(self) -> None:
        self.swallows = False
        self.passable.set()
        if not self._server:
            self._server = await asyncio.start_server(self._accept, sock=_bound(self.port), backlog=4096)


class _Lane:
    """One direction, which all connections share: bytes leave it one after the other."""

    def __init__(self, rate: float) -> None:
        self.rate, self.free_at = rate, 0.0

    def departure(self, size: int) -> float:
        """When the last of these bytes has left, on the loop's clock."""
        self.free_at = max(self.free_at, _now()) + size / self.rate
        return self.free_at


class _End:
    """One side's stream."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def reset(self) -> None:
        """Close it with an RST."""
        if not self.writer.transport.is_closing():
            self.writer.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
            )
        self.writer.transport.abort()


class _Connection:
    """One client's connection, the server's at the other end of the link, and what happens to them."""

    def __init__(self, link: Link, near: _End) -> None:
        self.link, self.near, self.ends = link, near, [near]
        self.is_hole = False
        self.task = asyncio.current_task()
        until_reset, until_hole = fate(link.seed, link.accepted, link.resets, link.holes)
        timer = asyncio.get_running_loop().call_later
        swallow = partial(setattr, self, "is_hole", True)
        self.fates = [timer(min(until_reset, A_YEAR), self.reset), timer(min(until_hole, A_YEAR), swallow)]

    def reset(self) -> None:
        """End it, as when a middlebox has enough."""
        for end in self.ends:
            end.reset()
        if self.task:
            self.task.cancel()

    async def run(self) -> None:
        """Carry what comes until both ends have ended."""
        try:
            await asyncio.sleep(self.link.round_trip)
            await self.link.passable.wait()
            first = await self.near.reader.read(PACKET) if self.link.refuses_sockets else b""
            if b"upgrade: websocket" in first.lower():
                await asyncio.sleep(self.link.round_trip)
                self.near.writer.write(FORBIDDEN)
                await self.near.writer.drain()
            else:
                await self._connect(first)
        finally:
            for timer in self.fates:
                timer.cancel()
            for end in self.ends:
                end.writer.close()

    async def _connect(self, first: bytes) -> None:
        far = _End(*await asyncio.open_connection("127.0.0.1", self.link.to_port))
        self.ends.append(far)
        async with asyncio.TaskGroup() as ways:
            for source, target, lane, begun in (
                (self.near, far, self.link.up, first),
                (far, self.near, self.link.down, b""),
            ):
                under_way: _Packets = asyncio.Queue(IN_FLIGHT)
                ways.create_task(self._send(source, lane, under_way, begun))
                ways.create_task(self._deliver(under_way, target))

    async def _send(self, source: _End, lane: _Lane, under_way: _Packets, begun: bytes) -> None:
        """Everything that one end sends until it ends, onto its way to the other."""
        try:
            data = begun or await source.reader.read(PACKET)
            while data:
                departure = lane.departure(len(data))
                await under_way.put((departure + self.link.delay(), data))
                await _until(departure)
                data = await source.reader.read(PACKET)
        except OSError:  # it was reset, which the other learns as an end
            pass
        await under_way.put((_now() + self.link.delay(), b""))

    async def _deliver(self, under_way: _Packets, target: _End) -> None:
        data = b"what comes first"
        while data:
            when, data = await under_way.get()
            await _until(when)
            # A stream with a gap would be worse than any link: who lost a byte gets no other.
            self.is_hole = self.is_hole or self.link.swallows
            if not self.is_hole:
                await self._hand_over(data, target)

    async def _hand_over(self, data: bytes, target: _End) -> None:
        await self.link.passable.wait()
        try:
            target.writer.write(data) if data else target.writer.write_eof()
            await target.writer.drain()
        except OSError:  # nobody is there any more, and the other side learns it
            self.reset()


def fate(seed: int, number: int, resets: float, holes: float) -> tuple[float, float]:
    """After how many seconds the link's n-th connection is reset, and after how many it becomes a black hole."""
    chance = random.Random(seed * 1_000_003 + number)  # noqa: S311 # chance, not secrecy
    return _lifetime(chance, resets), _lifetime(chance, holes)


def _lifetime(chance: random.Random, probability: float) -> float:
    rate = NEVER if probability >= 1 else -math.log1p(-probability)
    return chance.expovariate(rate) if rate else NEVER


def _bound(port: int) -> socket.socket:
    """A socket on that loopback port (0: a free one), beside others that do not listen."""
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(("127.0.0.1", port))
    return bound


def _now() -> float:
    return asyncio.get_running_loop().time()


async def _until(when: float) -> None:
    await asyncio.sleep(max(0.0, when - _now()))
