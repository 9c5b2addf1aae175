"""The weak link is as weak as it says, or what is shown over it shows nothing."""

import math
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from tests.links import FORBIDDEN, Link, fate

SILENCE = 0.3  # seconds in which an echo would long have come


@contextmanager
def echo() -> Iterator[int]:
    """A server that says everything again; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_serve, args=(listener,), daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def _serve(listener: socket.socket) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_say_again, args=(connection,), daemon=True).start()


def _say_again(connection: socket.socket) -> None:
    with closing(connection):
        try:
            while data := connection.recv(65_536):
                connection.sendall(data)
        except OSError:  # the link was cut
            pass


@pytest.fixture
def port() -> Iterator[int]:
    with echo() as listening:
        yield listening


def connected(link: Link) -> socket.socket:
    return socket.create_connection(("127.0.0.1", link.port), timeout=10)


def heard(connection: socket.socket, length: int) -> bytes:
    """So many bytes, or fewer if the connection ends before."""
    data = b""
    while len(data) < length and (more := connection.recv(65_536)):
        data += more
    return data


def is_silent(connection: socket.socket) -> bool:
    connection.settimeout(SILENCE)
    try:
        return not connection.recv(1) and pytest.fail("it was closed")
    except TimeoutError:
        return True
    finally:
        connection.settimeout(10)


def echoes(connection: socket.socket, words: bytes = b"hello") -> bool:
    connection.sendall(words)
    return heard(connection, len(words)) == words


def test_bytes_cannot_be_quicker_than_the_link(port: int) -> None:
    with Link(port, round_trip=0.2) as link, connected(link) as alice:
        started = time.monotonic()
        assert echoes(alice)
        opened = time.monotonic()
        assert echoes(alice)
        assert opened - started >= 0.4  # a connection costs a round trip, too
        assert time.monotonic() - opened >= 0.2


def test_bytes_cannot_be_more_than_the_link_carries(port: int) -> None:
    with Link(port, up=40_000, down=20_000) as link, connected(link) as alice, connected(link) as bob:
        started = time.monotonic()
        alice.sendall(b"a" * 5_000)
        bob.sendall(b"b" * 5_000)
        assert heard(alice, 5_000) == b"a" * 5_000
        assert heard(bob, 5_000) == b"b" * 5_000
        assert time.monotonic() - started >= 0.5  # both share what comes down


def test_bytes_arrive_whole_and_in_order_whatever_the_jitter(port: int) -> None:
    sent = b"".join(b"%d " % number for number in range(40_000))
    with Link(port, round_trip=0.02, jitter=0.02) as link, connected(link) as alice:
        threading.Thread(target=alice.sendall, args=(sent,)).start()
        assert heard(alice, len(sent)) == sent
        alice.shutdown(socket.SHUT_WR)
        assert alice.recv(1) == b""


def test_nobody_can_speak_over_a_cut_link(port: int) -> None:
    with Link(port) as link, connected(link) as alice:
        assert echoes(alice)
        link.cut()
        with pytest.raises(ConnectionResetError):
            alice.recv(1)
        with pytest.raises(ConnectionRefusedError):
            connected(link)
        link.restore()
        with connected(link) as again:
            assert echoes(again)


def test_what_is_sent_in_a_tunnel_cannot_arrive(port: int) -> None:
    with Link(port) as link, connected(link) as alice, connected(link) as bob:
        assert echoes(alice)
        assert echoes(bob)
        link.tunnel()
        alice.sendall(b"lost")
        assert is_silent(alice)
        link.restore()
        alice.sendall(b"and so is this")
        assert is_silent(alice)  # a stream has no gaps
        assert echoes(bob)  # who said nothing lost nothing


def test_what_is_sent_in_a_short_tunnel_can_arrive_late(port: int) -> None:
    with Link(port) as link, connected(link) as alice:
        assert echoes(alice)
        link.tunnel(late=True)
        alice.sendall(b"late")
        assert is_silent(alice)
        link.restore()
        assert heard(alice, 4) == b"late"


def test_a_connection_opened_in_a_tunnel_waits_for_its_end(port: int) -> None:
    with Link(port) as link:
        link.tunnel()
        with connected(link) as alice:
            alice.sendall(b"hello")
            assert is_silent(alice)
            link.restore()
            assert heard(alice, 5) == b"hello"


def test_a_black_hole_swallows_and_stays_open(port: int) -> None:
    with Link(port, holes=1) as link, connected(link) as alice:
        alice.sendall(b"hello")
        assert is_silent(alice)


def test_a_bad_link_resets(port: int) -> None:
    with Link(port, resets=1) as link, pytest.raises(ConnectionResetError), connected(link) as alice:
        alice.recv(1)


def test_every_connection_has_the_fate_that_the_seed_gives_it() -> None:
    fates = [fate(7, number, resets=0.02, holes=0) for number in range(1_000)]
    assert fates == [fate(7, number, resets=0.02, holes=0) for number in range(1_000)]
    assert sum(reset < 1 for reset, _ in fates) in range(5, 50)  # 2 % in any second
    assert all(hole == math.inf for _, hole in fates)


def test_a_socket_can_be_refused(port: int) -> None:
    with Link(port, refuses_sockets=True) as link, connected(link) as alice, connected(link) as bob:
        alice.sendall(b"GET /pairs/1/live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n\r\n")
        assert heard(alice, 500) == FORBIDDEN
        assert echoes(bob, b"GET / HTTP/1.1\r\n\r\n")
