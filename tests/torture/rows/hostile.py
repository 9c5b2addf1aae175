"""Clients that mean no good, or are on a very bad link: none may cost the others anything."""

import json
import time
from collections import Counter
from itertools import cycle

import gevent
from gevent.pool import Group, Pool

from tests.torture.people import Pass
from tests.torture.rows.malformed import KINDS, Kind
from tests.torture.server import MB, memory_of
from tests.torture.stage import Stage
from tests.torture.verdict import Verdict
from tests.torture.wire import Closed, Refused, Wire, frame

SENDERS = 20  # couples that send malformed frames at once
FRAMES_A_SOCKET = 15  # fewer than the limit of a second
CUT_WITHIN = 3.0  # seconds to close on a frame that breaks the protocol
TOO_MANY = 4408
FLOOD = 25_000  # frames a second
SLICE = 0.01  # seconds of a flood that are sent at once


def malformed(stage: Stage, verdict: Verdict, times: int) -> None:
    """Frames that break the protocol or say nonsense, from many sockets."""
    verdict.dose = f"{times:,} frames of {len(KINDS)} kinds"
    entries = [entry for both in stage.passes(SENDERS) for entry in both]
    _send_malformed(stage, entries, Counter(), len(KINDS) * 3)  # what is imported and cached at the first is no leak
    began, uncut = _memory(stage), Counter[str]()
    _send_malformed(stage, entries, uncut, times)
    for kind, count in uncut.items():
        verdict.broken(f"not as it should be after {kind}: {count}")
    verdict.at_most("memory", (_memory(stage) - began) / MB, 20, "MB")


def _send_malformed(stage: Stage, entries: list[Pass], uncut: Counter[str], times: int) -> None:
    kinds, left, crowd = cycle(KINDS), [times], Group()

    def send(entry: Pass) -> None:
        while left[0] > 0:
            try:
                wire = Wire(stage.server.port, entry.pair_id, entry.cookie, stage.origin)
            except (Closed, Refused, OSError):
                uncut["(no new connection)"] += 1
                return
            for _ in range(FRAMES_A_SOCKET):
                left[0] -= 1
                kind = next(kinds)
                if not _is_taken_well(wire, kind):
                    uncut[kind.name] += 1
                if kind.is_cut:
                    break
            wire.close()
            gevent.sleep(0.01)

    for entry in entries:
        crowd.spawn(send, entry)
    crowd.join()


def _is_taken_well(wire: Wire, kind: Kind) -> bool:
    """Whether what breaks the protocol ended the connection, and what is only nonsense did not."""
    try:
        wire.send(kind.data())
        if kind.is_cut:
            return wire.close_code(CUT_WITHIN) is not None
        return wire.answers(CUT_WITHIN)
    except Closed as closed:
        return kind.is_cut or closed.code == TOO_MANY  # whoever comes back so fast has five sockets for a moment
    except OSError:
        return kind.is_cut


def slow_clients(stage: Stage, verdict: Verdict, seconds: int) -> None:
    """Half-sent headers, sockets that nobody reads, frames that come a byte at a time."""
    count = 1000 if seconds >= 30 else 200
    entries = [entry for both in stage.passes(count // 10) for entry in both] * 3
    verdict.dose = f"{count:,} clients, {seconds} s"
    opened = [gevent.spawn(_half_a_request, stage, seconds) for _ in range(count * 4 // 10)]
    pool = Pool(50)
    sockets = pool.map(lambda entry: _socket_of(stage, entry), entries[: count * 6 // 10])
    verdict.none("sockets that were not let in", sum(wire is None for wire in sockets))
    wires = [wire for wire in sockets if wire is not None]
    opened += [gevent.spawn(_a_byte_at_a_time, wire, seconds) for wire in wires[::2]]
    waits = _healthz(stage, seconds)
    gevent.killall(opened)
    for wire in wires:
        wire.close()
    verdict.within("/healthz p95", sorted(waits)[int(len(waits) * 0.95)], 1)


def _half_a_request(stage: Stage, seconds: float) -> None:
    with gevent.socket.create_connection(("127.0.0.1", stage.server.port)) as sock:
        sock.sendall(b"GET /healthz HTTP/1.1\r\nHost: ")
        for _ in range(int(seconds)):
            sock.sendall(b"x")
            gevent.sleep(1)


def _socket_of(stage: Stage, entry: Pass) -> Wire | None:
    try:
        return Wire(stage.server.port, entry.pair_id, entry.cookie, stage.origin, patience=20, inbox=4096)
    except (Closed, Refused, OSError):
        return None


def _a_byte_at_a_time(wire: Wire, seconds: float) -> None:
    data = frame(json.dumps({"type": "sync", "after": 0}).encode())
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for byte in data:
            wire.send(bytes([byte]))
            gevent.sleep(1)


def _healthz(stage: Stage, seconds: float) -> list[float]:
    from tests.torture.people import get

    waits: list[float] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.monotonic()
        try:
            get(stage.server.port, "/healthz")
        except OSError:
            waits.append(10.0)
        waits.append(time.monotonic() - began)
        gevent.sleep(0.1)
    return waits


def flood(stage: Stage, verdict: Verdict, seconds: int) -> None:
    """One socket that floods, is cut, and comes back to flood again."""
    verdict.dose = f"{FLOOD:,} frames/s for {seconds} s"
    ((entry, _),) = stage.passes(1)
    block = b"".join(frame(b'{"type":"nothing"}') for _ in range(int(FLOOD * SLICE)))
    _flood_until_cut(stage, entry, block)
    began, most, cuts = _memory(stage), 0, []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        cuts.append(_flood_until_cut(stage, entry, block))
        most = max(most, _memory(stage))
    verdict.count("floods", len(cuts))
    verdict.within("cut, worst", max(cuts), 0.5)
    verdict.at_most("memory", (most - began) / MB, 10, "MB")


def _flood_until_cut(stage: Stage, entry: Pass, block: bytes) -> float:
    """The seconds from the first frame until the server ends it."""
    wire = Wire(stage.server.port, entry.pair_id, entry.cookie, stage.origin)
    began = time.monotonic()
    wire.sock.settimeout(0.5)
    listening = gevent.spawn(wire.close_code, 5)
    try:
        while not listening.dead and time.monotonic() < began + 5:
            wire.sock.sendall(block)
            gevent.sleep(SLICE)
    except OSError:
        pass
    took = time.monotonic() - began
    listening.kill()
    wire.close()
    return took


def _memory(stage: Stage) -> int:
    return sum(memory_of(pid) for pid in stage.server.workers())
