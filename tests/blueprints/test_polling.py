"""`?after=<seq>&wait=<seconds>`: the live channel of a browser that gets no socket."""

import re
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from db.database import database
from tests.people import Cast
from webapp.blueprints.chat import polling
from webapp.domain import accounts, chat, safety
from webapp.realtime import broadcasts, draining, hub

Visits = Callable[..., Any]
AT_ONCE = 5  # seconds; the waits themselves are longer


def says(cast: Cast, body: str, **more: Any) -> None:
    chat.post_message(pair=cast.pair, author=cast.alice, body=body, client_id=f"client-{abs(hash(body))}"[:30], **more)


def poll(someone: Any, cast: Cast, after: int = 0, wait: int = 0, status: int = 200, more: str = "") -> Any:
    return someone.get(f"/pairs/{cast.pair.id}/messages?after={after}&wait={wait}{more}", htmx=True, status=status)


def in_background(action: Callable[[], Any]) -> "Future[Any]":
    """Start a poll that waits, and come back when it does."""
    before = hub.get().count()

    def act() -> Any:
        try:
            return action()
        finally:
            database.close()

    future = ThreadPoolExecutor(1).submit(act)
    end = time.monotonic() + AT_ONCE
    while hub.get().count() == before and time.monotonic() < end:
        time.sleep(0.01)
    time.sleep(0.2)
    return future


def test_bob_can_ask_what_is_new_and_where_to_ask_on(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    says(cast, "One")
    says(cast, "Two")
    chat.edit_message(pair=cast.pair, author=cast.alice, seq=1, body="Uno")
    answer = poll(bob, cast)
    assert re.findall(r'id="m(\d)"', answer.text) == ["2", "1"]
    assert "Uno" in answer.text
    assert answer.headers["Waymark-Seq"] == "3"
    assert poll(bob, cast, after=3, status=204).headers["Waymark-Seq"] == "3"


def test_what_stands_in_another_thread_is_counted_and_not_shown(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    says(cast, "A question")
    says(cast, "An answer", reply_to=1)
    everything, thread = poll(bob, cast), poll(bob, cast, more="&reply_to=1")
    assert "1 reply" in everything.text
    assert "An answer" not in everything.text
    assert "An answer" in thread.text
    assert 'hx-target="#m1"' in thread.text  # the question stands above its answers, and came anew
    assert re.findall('hx-target="#(log|m1)"', thread.text) == ["m1", "log"]
    assert everything.headers["Waymark-Seq"] == thread.headers["Waymark-Seq"] == "2"


def test_a_poll_that_waits_answers_when_alice_writes_and_holds_no_connection(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    waiting = in_background(lambda: poll(bob, cast, wait=20))
    in_use = getattr(database.obj, "_in_use", {})
    assert len(in_use) <= 1  # this test's own
    says(cast, "Hello")
    broadcasts.pair_changed(cast.pair.id, 1)
    assert "Hello" in waiting.result(AT_ONCE).text
    assert hub.get().count() == 0


def test_a_poll_that_waits_ends_with_the_session_a_block_and_a_deploy(
    visit: Visits, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, bob = visit(cast.alice), visit(cast.bob)
    waiting = in_background(lambda: poll(alice, cast, wait=20, status=401))
    accounts.end_sessions(cast.alice)
    broadcasts.sessions_ended(cast.alice.id)
    waiting.result(AT_ONCE)
    leaving = threading.Event()
    monkeypatch.setattr(draining, "_draining", leaving)
    waiting = in_background(lambda: poll(bob, cast, wait=20, status=204))
    leaving.set()
    hub.get().wake_all()
    waiting.result(AT_ONCE)
    leaving.clear()
    waiting = in_background(lambda: poll(bob, cast, wait=20, status=409))
    says(cast, "Between the two")
    safety.block(blocker=cast.alice, blocked=cast.bob)
    broadcasts.pair_closed(cast.pair.id)
    assert "Between the two" not in waiting.result(AT_ONCE).text
    poll(bob, cast, status=409)


def test_a_sixth_poll_and_one_of_a_full_process_are_answered_at_once(
    visit: Visits, app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = visit(cast.bob)
    monkeypatch.setitem(polling._waits, cast.bob.id, polling.WAITS_OF_A_MEMBER)
    poll(bob, cast, wait=20, status=204)
    monkeypatch.delitem(polling._waits, cast.bob.id)
    monkeypatch.setitem(app.config, "MOST_SOCKETS", 0)
    poll(bob, cast, wait=20, status=204)


def test_a_poll_moves_bobs_read_mark_and_tells_him_alices(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    says(cast, "One")
    chat.post_message(pair=cast.pair, author=cast.bob, body="Two", client_id="client-two")
    chat.mark_seen(pair=cast.pair, member=cast.alice, seq=2)
    assert poll(bob, cast, more="&seen=1").headers["Waymark-Seen"] == "2"
    assert cast.pair.with_id(cast.pair.id).read_seq_of(cast.bob) == 1


def test_a_poll_hears_that_alice_is_here_and_when_she_is_not(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    alices_page = hub.Listener(cast.pair.id, cast.alice.id, lambda: None)
    hub.get().subscribe(alices_page)
    waiting = in_background(lambda: poll(bob, cast, wait=20, status=204))
    heard = [event["kind"] for event in alices_page.heard()]
    hub.get().unsubscribe(alices_page)
    broadcasts.presence(cast.pair.id, by=cast.alice.id, kind="here")
    assert heard == ["came"]  # asks who is there
    assert waiting.result(AT_ONCE).headers["Waymark-Here"] == "1"
    waiting = in_background(lambda: poll(bob, cast, wait=2, status=204, more="&here=1"))
    broadcasts.presence(cast.pair.id, by=cast.alice.id, kind="here")  # no news
    broadcasts.presence(cast.pair.id, by=cast.alice.id, kind="left")
    assert waiting.result(AT_ONCE).headers["Waymark-Here"] == "0"
    assert poll(bob, cast, wait=1, status=204).headers["Waymark-Here"] == "0"
    assert "Waymark-Here" not in poll(bob, cast, status=204).headers


def test_a_poll_hears_that_alice_is_writing_but_not_again_and_again(
    visit: Visits, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = visit(cast.bob)
    waiting = in_background(lambda: poll(bob, cast, wait=20, status=204))
    broadcasts.typing(cast.pair.id, by=cast.alice.id)
    answer = waiting.result(AT_ONCE)
    assert answer.headers["Waymark-Typing"] == "1"
    assert "Waymark-Here" not in answer.headers
    monkeypatch.setattr(polling, "TYPING_AFTER", 60)
    waiting = in_background(lambda: poll(bob, cast, wait=20, status=204))
    broadcasts.typing(cast.pair.id, by=cast.alice.id)
    with pytest.raises(TimeoutError):
        waiting.result(1)
    says(cast, "Hello")
    broadcasts.pair_changed(cast.pair.id, 1)
    assert waiting.exception(AT_ONCE)  # not 204


def test_nothing_of_alice_passes_to_a_poll_after_a_block_that_nobody_announced(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    waiting = in_background(lambda: poll(bob, cast, wait=20, status=409))
    safety.block(blocker=cast.alice, blocked=cast.bob)
    broadcasts.presence(cast.pair.id, by=cast.alice.id, kind="here")
    assert "Waymark-Here" not in waiting.result(AT_ONCE).headers


def test_charlie_cannot_poll(visit: Visits, cast: Cast) -> None:
    says(cast, "Between us")
    assert "Between us" not in poll(visit(cast.charlie), cast, wait=20, status=404).text
