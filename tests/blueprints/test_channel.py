"""The live channel with a socket that only notes what it was told."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from flask import Flask, session

from db.models import Member, Notification, Session
from tests.e2e.live import seqs
from tests.people import Cast
from tests.queries import count_queries
from webapp import bell
from webapp.blueprints.chat import channel
from webapp.domain import accounts, chat, notifications, safety
from webapp.realtime import hub
from webapp.realtime.sockets import RESTARTING, SESSION_GONE, Closing

Opens = Callable[..., tuple[channel.Channel, list[str]]]


class Noting:
    """A socket from which nothing comes."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def send(self, words: str) -> None:
        self.told.append(words)

    def receive(self, within: float | None = None) -> str | None:
        raise Closing(1000)

    def wake(self) -> None:
        pass


@pytest.fixture
def opened(app: Flask, cast: Cast) -> Iterator[Opens]:
    """`opened(member, query)` is their channel, and what it has told them."""
    with ExitStack() as stack:

        def open_channel(member: Member, query: str = "") -> tuple[channel.Channel, list[str]]:
            stack.enter_context(app.test_request_context(f"/pairs/{cast.pair.id}/live{query}"))
            session["_user_id"] = accounts.open_session(member, device="test")
            socket: Any = Noting()
            listener = hub.Listener(cast.pair.id, member.id, socket.wake)
            return channel.Channel(socket, cast.pair, member, listener), socket.told

        yield open_channel


def post(cast: Cast, author: Member, client_id: str) -> None:
    chat.post_message(pair=cast.pair, author=author, body="Hello", client_id=client_id)


def heard(cast: Cast, client_id: str) -> hub.Event:
    """What the open pages of this process hear of a message of Alice's."""
    posted = chat.post_message(pair=cast.pair, author=cast.alice, body="Hello", client_id=client_id)
    return {"pair": cast.pair.id, "kind": "changed", "seq": posted.line.seq, "row": posted.line.message}


def frame(client_id: str) -> str:
    return json.dumps({"type": "message", "client_id": client_id, "body": "Hello"})


def test_alice_gets_at_once_what_she_lacks_where_she_says_what_she_has(opened: Opens, cast: Cast) -> None:
    for n in range(3):
        post(cast, cast.bob, f"client-{n}")
    alice, told = opened(cast.alice, "?after=1")
    with pytest.raises(Closing):
        alice.run()
    assert [seqs(words) for words in told] == [[2], [3]]


def test_an_acknowledgement_does_not_overtake_what_alice_lacks(opened: Opens, cast: Cast) -> None:
    alice, told = opened(cast.alice)
    post(cast, cast.bob, "client-of-bob")
    post(cast, cast.alice, "client-of-alice")  # stored, but the line broke before she was told
    alice._take(frame("client-of-alice"))
    assert [seqs(words) for words in told] == [[1], [2]]
    alice._take(frame("client-of-alice"))
    assert seqs(told[-1]) == [2]


def test_alice_who_comes_in_during_a_deploy_is_told_to_come_back(
    opened: Opens, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, _ = opened(cast.alice)
    monkeypatch.setattr(channel.draining, "is_draining", lambda: True)
    with pytest.raises(Closing) as closing:
        alice.run()
    assert closing.value.code == RESTARTING


def test_alice_is_told_that_the_disk_is_full_and_may_try_again(
    opened: Opens, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: Any) -> None:
        raise channel.OperationalError("database or disk is full")

    alice, told = opened(cast.alice)
    monkeypatch.setattr(channel, "post", full)
    alice._take(frame("client-01"))
    assert json.loads(told[0])["type"] == "refused"
    assert "was not saved" in told[0]


def test_bob_is_told_what_was_heard_after_one_look_at_his_right_to_it(opened: Opens, cast: Cast) -> None:
    bob, told = opened(cast.bob)
    with count_queries() as made:
        bob._tell([heard(cast, "client-of-alice")])
    assert [seqs(words) for words in told] == [[1]]
    assert "Hello" in told[0]
    assert [sql.split()[0] for sql in made if "FROM message" in sql] == []


def test_bob_cannot_be_told_what_alice_has_taken_back_since(opened: Opens, cast: Cast) -> None:
    bob, told = opened(cast.bob)
    event = heard(cast, "client-of-alice")
    chat.delete_message(pair=cast.pair, author=cast.alice, seq=1)
    bob._tell([event])
    assert [seqs(words) for words in told] == [[2]]
    assert "Hello" not in told[0]


def test_bob_cannot_be_told_what_was_heard_once_alice_has_blocked_him(opened: Opens, cast: Cast) -> None:
    bob, told = opened(cast.bob)
    event = heard(cast, "client-of-alice")
    safety.block(blocker=cast.alice, blocked=cast.bob)
    with pytest.raises(Closing):
        bob._tell([event])
    assert told == []


def test_bob_cannot_be_told_what_was_heard_once_he_has_signed_out(opened: Opens, cast: Cast) -> None:
    bob, told = opened(cast.bob)
    event = heard(cast, "client-of-alice")
    Session.delete().where(Session.member == cast.bob).execute()
    with pytest.raises(Closing) as closing:
        bob._tell([event])
    assert closing.value.code == SESSION_GONE
    assert told == []


def test_bob_who_heard_only_of_the_newest_is_told_the_ones_before(opened: Opens, cast: Cast) -> None:
    bob, told = opened(cast.bob)
    heard(cast, "client-01")
    bob._tell([heard(cast, "client-02")])
    assert [seqs(words) for words in told] == [[1], [2]]


def test_charlie_cannot_listen_to_what_is_not_his(opened: Opens, cast: Cast) -> None:
    with pytest.raises(Closing):
        opened(cast.charlie)


def test_bobs_bell_rings_on_his_open_page_for_as_long_as_he_is_signed_in(opened: Opens, cast: Cast) -> None:
    channel, told = opened(cast.bob)
    notifications.notify(member=cast.bob, kind="introduced", pair=cast.pair, partner="Alice")
    notifications.notify(member=cast.charlie, kind="introduced", pair=cast.pair, partner="Alice")
    rung: hub.Event = {"member": cast.bob.id, "kind": "news"}
    channel._tell([rung, rung])
    assert [json.loads(frame) for frame in told] == [{"type": "news", "count": 1}]
    Session.delete().execute()
    with pytest.raises(Closing) as closing:
        channel._tell([rung])
    assert closing.value.code == SESSION_GONE


def test_bobs_bell_falls_on_all_his_pages_when_he_reads_over_a_socket(opened: Opens, cast: Cast) -> None:
    channel, _ = opened(cast.bob)
    heard(cast, "client-of-alice")
    notifications.notify(member=cast.bob, kind="unread_messages", pair=cast.pair, partner="Alice")
    bell.ring()
    listener, rung = hub.Listener(cast.pair.id, cast.bob.id, lambda: None), {"member": cast.bob.id, "kind": "news"}
    hub.get().subscribe(listener)
    try:
        channel._take(json.dumps({"type": "seen", "seq": 1}))
        assert rung in listener.heard()
        assert Notification.unread_count(cast.bob.id) == 0
        heard(cast, "client-02")
        channel._take(json.dumps({"type": "seen", "seq": 2}))  # of this one he was told nothing
        assert rung not in listener.heard()
    finally:
        hub.get().unsubscribe(listener)
