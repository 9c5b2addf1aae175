"""The socket against a client that speaks the protocol's frames, good and bad, over a real pair of sockets."""

import socket
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import gevent
import pytest
from wsproto import ConnectionType
from wsproto.connection import Connection
from wsproto.events import BytesMessage, CloseConnection, Ping, Pong, TextMessage

from webapp.realtime import sockets
from webapp.realtime.sockets import Closing, Gone, Slots, Socket


class Client:
    """The other end."""

    def __init__(self, end: socket.socket) -> None:
        self.end, self.protocol = end, Connection(ConnectionType.CLIENT)

    def send(self, event: Any) -> None:
        self.end.sendall(self.protocol.send(event))

    def hear(self) -> list[Any]:
        self.protocol.receive_data(self.end.recv(65536))
        return list(self.protocol.events())


@pytest.fixture
def ends() -> Iterator[tuple[Socket, Client]]:
    ours, theirs = socket.socketpair()
    flask_socks = SimpleNamespace(sock=ours, ws=Connection(ConnectionType.SERVER), connected=True)
    made = Socket(flask_socks)
    theirs.settimeout(5)
    yield made, Client(theirs)
    made.forget()
    ours.close()
    theirs.close()


def test_a_message_arrives_whole_however_it_is_cut(ends: tuple[Socket, Client]) -> None:
    ours, alice = ends
    alice.send(TextMessage("so far so ", message_finished=False))
    cut = alice.protocol.send(TextMessage("good, Bob", message_finished=True))
    alice.end.sendall(cut[:5])
    gevent.spawn_later(0.05, alice.end.sendall, cut[5:])
    assert ours.receive() == "so far so good, Bob"
    alice.send(BytesMessage(b'{"type": "typing"}'))
    assert ours.receive() == '{"type": "typing"}'


def test_whoever_wakes_it_ends_its_sleep(ends: tuple[Socket, Client]) -> None:
    ours, alice = ends
    gevent.spawn_later(0.05, ours.wake)
    assert ours.receive() is None
    ours.wake()
    assert ours.receive() is None, "a wake before the sleep counts"
    assert ours.receive(within=0.05) is None
    alice.send(TextMessage("Hello"))
    ours.wake()
    assert [ours.receive(), ours.receive()] == [None, "Hello"]


@pytest.mark.parametrize("parts", [1, 20])
def test_too_large_a_message_closes_it_in_one_frame_or_many(ends: tuple[Socket, Client], parts: int) -> None:
    ours, alice = ends
    for n in range(parts):
        alice.send(TextMessage("x" * (17_000 // parts + 1), message_finished=n == parts - 1))
    with pytest.raises(Closing) as closing:
        ours.receive()
    assert closing.value.code == sockets.TOO_LARGE


@pytest.mark.parametrize("event", [TextMessage("{}"), Ping(), Pong()], ids=["messages", "pings", "pongs"])
def test_a_flood_closes_it_and_nothing_piles_up(ends: tuple[Socket, Client], event: Any) -> None:
    ours, charlie = ends
    flood = b"".join(charlie.protocol.send(event) for _ in range(1_000))
    charlie.end.sendall(flood)
    with pytest.raises(Closing) as closing:
        list(iter(ours.receive, "never said"))
    assert closing.value.code == sockets.TOO_MANY
    assert len(ours._messages) <= sockets.BURST


def test_an_outbox_after_a_tunnel_is_no_flood(ends: tuple[Socket, Client]) -> None:
    ours, alice = ends
    for n in range(30):
        alice.send(TextMessage(str(n)))
    assert [ours.receive() for _ in range(30)] == [str(n) for n in range(30)]


def test_a_reader_that_does_not_read_is_dropped(ends: tuple[Socket, Client], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "SEND_WITHIN", 0.2)
    ours, _ = ends
    with pytest.raises(Gone):
        list(map(ours.send, ["x" * 16_000] * 100))


def test_a_silent_line_is_pinged_and_a_dead_one_dropped(
    ends: tuple[Socket, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "PING_EVERY", 0.5)
    ours, alice = ends
    ours._pings_at = time.monotonic()
    assert ours.receive(within=0.01) is None
    (ping,) = alice.hear()
    alice.send(ping.response())
    assert ours.receive(within=0.55) is None, "the pong kept it"
    with pytest.raises(Gone):
        ours.receive(within=5)


def test_the_code_of_a_close_is_heard_even_by_who_was_still_sending(ends: tuple[Socket, Client]) -> None:
    ours, alice = ends
    alice.end.sendall(alice.protocol.send(TextMessage("x" * 9_000)) * 2)
    gevent.spawn_later(0.05, alice.end.shutdown, socket.SHUT_WR)
    ours.close(sockets.RESTARTING)
    (closed,) = alice.hear()
    assert isinstance(closed, CloseConnection)
    assert closed.code == sockets.RESTARTING


@pytest.mark.parametrize(
    "raw",
    [
        b"\x83\x80aaaa",
        b"\xf1\x80aaaa",
        b"\x81\x05hello",
        b"\x81\x82\0\0\0\0\xff\xfe",
        b"\x80\x81aaaab",
        b"\x09\x80aaaa",
    ],
    ids=["opcode", "reserved-bits", "unmasked", "no-utf8", "continues-nothing", "ping-in-parts"],
)
def test_what_breaks_the_protocol_ends_it(ends: tuple[Socket, Client], raw: bytes) -> None:
    ours, charlie = ends
    charlie.end.sendall(raw)
    with pytest.raises(Gone):
        ours.receive(within=1)


def test_slots_run_out_and_come_back() -> None:
    slots = Slots()
    assert [slots.take(2) for _ in range(3)] == [True, True, False]
    slots.give_back()
    assert slots.take(2)
