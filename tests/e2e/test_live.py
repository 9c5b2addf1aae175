"""The live channel on the real server: who gets in, what passes, when it is cut."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import websocket
from flask import Flask

from db.models import Member, Message, Pair
from tests.e2e import server
from tests.e2e.live import Live, cookie_of, seqs, submit
from tests.people import Cast, greeted
from webapp.domain import accounts, chat, reactions, safety
from webapp.realtime import sockets

FIGURES = (("sync", "after"), ("seen", "seq"))
Opens = Callable[..., Live]


@pytest.fixture
def live(app: Flask, base_url: str, cast: Cast) -> Iterator[Opens]:
    """`live(member)` is an open socket of theirs to Alice and Bob's pair."""
    opened: list[Live] = []

    def open_socket(member: Member, cookie: str = "", **options: str) -> Live:
        opened.append(Live(base_url, cast.pair.id, cookie or cookie_of(app, member)[0], **options))
        return opened[-1]

    yield open_socket
    for socket in opened:
        socket.close()


def test_alice_and_bob_can_talk(live: Opens, cast: Cast) -> None:
    alice, bob = live(cast.alice), live(cast.bob)
    bob.post("Hello <b>Alice</b>", "client-01")
    assert "Hello &lt;b&gt;Alice" in alice.hear("client-01")
    assert 'class="me"' in bob.hear("client-01")
    alice.send(type="typing")
    assert '"who": "Alice"' in bob.hear("typing")
    alice.send(type="seen", seq=1)
    assert '"seq": 1' in bob.hear("seen")


def test_a_message_is_small_on_the_wire(live: Opens, cast: Cast) -> None:
    alice, bob = live(cast.alice), live(cast.bob)
    words = "x" * 120
    bob.post("first of the day", "AlFVCyaw3BH7nWsM")
    alice.hear("first of the day")
    bob.post(words, "AlFVCyaw3BH7nWsN")
    assert len(alice.hear(words).encode()) <= 400


def test_the_same_frame_twice_is_one_message_acknowledged_twice(live: Opens, cast: Cast) -> None:
    bob = live(cast.bob)
    bob.post("Once", "client-01")
    bob.hear("client-01")
    bob.post("Once", "client-01")
    bob.hear("client-01")
    bob.post("Other words", "client-01")
    bob.hear("refused")
    assert Message.select().count() == 1


def test_whoever_comes_back_gets_what_they_missed_once_and_in_order(live: Opens, cast: Cast) -> None:
    for n in range(1, 6):
        author = cast.alice if n == 2 else cast.bob
        chat.post_message(pair=cast.pair, author=author, body=f"Number {n}", client_id=f"client-{n}")
    chat.edit_message(pair=cast.pair, author=cast.bob, seq=1, body="Number one")
    alice = live(cast.alice)
    alice.send(type="sync", after=2)
    got = [seqs(alice.receive()) for _ in range(4)]
    assert got == [[3], [4], [5], [6]]
    assert alice.is_silent()


def test_a_message_that_was_changed_before_it_was_told_of_is_told_as_new(live: Opens, cast: Cast) -> None:
    for n in range(1, 4):
        chat.post_message(pair=cast.pair, author=cast.bob, body=f"Number {n}", client_id=f"client-{n}")
    reactions.add(pair=cast.pair, author=cast.alice, seq=2, kind="yes")
    alice = live(cast.alice)
    alice.send(type="sync", after=1)
    told = [alice.receive(), alice.receive()]
    assert [seqs(frame) for frame in told] == [[3], [4]]
    assert all('hx-target="#log"' in frame for frame in told)
    assert alice.is_silent()


def test_a_socket_of_a_thread_hears_only_its_thread(live: Opens, cast: Cast) -> None:
    root = chat.post_message(pair=cast.pair, author=cast.bob, body="A question", client_id="client-01").line.seq
    everything, thread = live(cast.alice), live(cast.alice, query=f"?reply_to={root}")
    bob = live(cast.bob)
    bob.post("An answer", "client-02", reply_to=root)
    thread.hear("An answer")
    assert "1 reply" in everything.receive()
    bob.post("Elsewhere", "client-03")
    everything.hear("Elsewhere")
    assert thread.is_silent()


def test_charlie_olivia_and_other_sites_cannot_open_it(app: Flask, live: Opens, cast: Cast) -> None:
    for person in (cast.charlie, cast.olivia, cast.sam):
        with pytest.raises(websocket.WebSocketBadStatusException, match="404"):
            live(person)
    with pytest.raises(websocket.WebSocketBadStatusException, match="403"):
        live(cast.alice, origin="https://evil.example")
    with pytest.raises(websocket.WebSocketBadStatusException, match="401"):
        live(cast.alice, cookie="waymark=nothing")


def test_a_block_cuts_both(base_url: str, app: Flask, live: Opens, cast: Cast) -> None:
    cookie, _ = cookie_of(app, cast.alice)
    alice, bob = live(cast.alice), live(cast.bob)
    submit(base_url, cookie, block := f"/pairs/{cast.pair.id}/block", block)
    assert bob.close_code() == alice.close_code() == sockets.FORBIDDEN
    assert live(cast.bob).close_code() == sockets.FORBIDDEN


def test_nothing_passes_after_a_block_that_nobody_announced(live: Opens, cast: Cast) -> None:
    bob = live(cast.bob)
    safety.block(blocker=cast.alice, blocked=cast.bob)  # in this process: the server does not hear of it
    bob.post("Still there?", "client-01")
    assert bob.close_code() == sockets.FORBIDDEN
    assert not Message.select().exists()


def test_logging_out_everywhere_cuts(base_url: str, app: Flask, live: Opens, cast: Cast) -> None:
    here, there = cookie_of(app, cast.bob)[0], cookie_of(app, cast.bob)[0]
    bob = live(cast.bob, cookie=there)
    submit(base_url, here, "/account", "/account/sessions/delete")
    assert bob.close_code() == sockets.SESSION_GONE


def test_an_ended_session_cannot_write(app: Flask, live: Opens, cast: Cast) -> None:
    cookie, _ = cookie_of(app, cast.bob)
    bob = live(cast.bob, cookie=cookie)
    accounts.end_sessions(cast.bob)
    bob.post("Hello?", "client-01")
    assert bob.close_code() == sockets.SESSION_GONE
    assert not Message.select().exists()


def test_a_sixth_socket_a_flood_and_a_large_frame_are_refused(live: Opens, cast: Cast) -> None:
    first, *_ = [live(cast.alice) for _ in range(5)]
    assert live(cast.alice).close_code() == sockets.TOO_MANY
    first.ws.send("x" * 17_000)
    assert first.close_code() == 1009
    bob = live(cast.bob)
    for _ in range(60):
        bob.send(type="typing")
    assert bob.close_code() == sockets.TOO_MANY


@pytest.mark.parametrize(
    "frame",
    [
        *("", "{", "[]", "7", '"x"', "{}", '{"type": 7}', '{"type": "sync", "after": "x"}', "\0"),
        *(
            f'{{"type": "{kind}", "{name}": {n}}}'
            for kind, name in FIGURES
            for n in (2**70, -(2**70), -1, "true", "1e400")
        ),
        '{"type": "message", "client_id": {"a": 1}, "body": ["x"], "reply_to": 1e999}',
        '{"type": "message", "client_id": "client-00", "body": "x", "reply_to": 9999999999999999999999}',
        "[" * 10_000,
    ],
    ids=lambda frame: frame[:60],
)
def test_a_frame_that_says_nothing_is_ignored(live: Opens, cast: Cast, frame: str) -> None:
    bob = live(cast.bob)
    bob.ws.send(frame)
    bob.post("Hello", "client-01")
    bob.hear("client-01")


def test_half_a_character_is_sent_as_a_mark_and_not_for_ever_again(live: Opens, cast: Cast) -> None:
    bob, alice = live(cast.bob), live(cast.alice)
    bob.ws.send('{"type": "message", "client_id": "client-01", "body": "a\\ud800b\\u0000c"}')
    assert "a\ufffdbc" in bob.hear("client-01")
    alice.hear("client-01")


def test_whoever_missed_much_gets_all_of_it(live: Opens, cast: Cast) -> None:
    greeted(cast.pair, by=cast.alice)
    for n in range(chat.MOST_CHANGES + 5):
        chat.post_message(pair=cast.pair, author=cast.bob, body=f"Number {n}", client_id=f"client-{n}")
    alice = live(cast.alice)
    alice.send(type="sync", after=0)
    alice.hear(f"Number {chat.MOST_CHANGES + 4}")


def test_too_long_and_empty_messages_are_refused_with_words(live: Opens, cast: Cast) -> None:
    bob = live(cast.bob)
    bob.post("x" * 4001, "client-01")
    assert "4,000" in bob.hear("refused")
    bob.post("  ", "client-02")
    assert "client-02" in bob.hear("refused")


def test_a_deploy_tells_every_socket_to_come_back(app: Flask, settings: dict[str, str], cast: Cast) -> None:
    mine = {**settings, "PORT": str(server.free_port()), "VAR_DIR": str(Path(settings["VAR_DIR"]))}
    mine["BASE_URL"] = f"http://localhost:{mine['PORT']}"
    mine["DATABASE_URL"] = app.config["DATABASE_URL"]
    cookie, _ = cookie_of(app, cast.bob)
    with server.running(mine) as address:
        bob = Live(address, cast.pair.id, cookie)
        bob.post("Before the deploy", "client-01")
        bob.hear("client-01")
    assert bob.close_code() == sockets.RESTARTING
    assert Pair.get_by_id(cast.pair.id).seq == 1
