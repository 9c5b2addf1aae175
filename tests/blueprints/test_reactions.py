from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest

from db.models import Reaction
from tests.people import Cast
from webapp.domain import chat, reactions, safety
from webapp.realtime import hub

Visits = Callable[..., Any]


@pytest.fixture
def address(cast: Cast) -> str:
    """Of Bob's message."""
    chat.post_message(pair=cast.pair, author=cast.bob, body="Hello", client_id="client-1")
    return f"/pairs/{cast.pair.id}/messages/1"


def test_alice_can_react_and_take_it_back_and_bob_sees_it(visit: Visits, cast: Cast, address: str) -> None:
    alice, bob = visit(cast.alice), visit(cast.bob)
    answer = alice.post(f"{address}/reactions", {"kind": "cheer"})
    assert answer.headers["Location"] == f"/pairs/{cast.pair.id}?around=1#m1"
    page = bob.get(f"/pairs/{cast.pair.id}").text
    assert 'aria-label="Well done: Alice"' in page
    assert f'formaction="{address}/reactions"' in page
    assert 'aria-label="Well done: you"' in alice.get(f"/pairs/{cast.pair.id}").text
    bob.post(f"{address}/reactions", {"kind": "cheer"})
    assert 'aria-label="Well done, 2: you and Alice"' in bob.get(f"/pairs/{cast.pair.id}").text
    for _ in range(2):
        alice.post(f"{address}/reactions/delete", {"kind": "cheer"})
    assert 'aria-label="Well done: you"' in bob.get(f"/pairs/{cast.pair.id}").text
    assert "edited" not in bob.get(f"/pairs/{cast.pair.id}").text


def test_a_script_gets_the_row(visit: Visits, cast: Cast, address: str) -> None:
    row = visit(cast.alice).post(f"{address}/reactions", {"kind": "cheer"}, htmx=True, status=200).text
    assert row.startswith('<li id="m1" data-seq="2"')
    assert 'aria-pressed="true"' in row
    gone = visit(cast.bob).post(f"{address}/delete", htmx=True, status=200).text
    assert 'class="gone"' in gone
    assert "cheer" not in gone


def test_on_the_messages_own_page_there_are_all_of_them_and_one_comes_back_to_it(
    visit: Visits, cast: Cast, address: str
) -> None:
    alice = visit(cast.alice)
    page = alice.get(address).text
    assert page.count('name="kind"') == len(reactions.KINDS)
    answer = alice.post(f"{address}/reactions", {"kind": "yes", "back": "1"})
    assert answer.headers["Location"] == f"{address}#m1"
    assert f'formaction="{address}/reactions/delete"' in alice.follow(answer).text


def test_a_reaction_to_a_reply_leads_back_to_its_thread(visit: Visits, cast: Cast, address: str) -> None:
    chat.post_message(pair=cast.pair, author=cast.alice, body="And you?", client_id="client-2", reply_to=1)
    bob = visit(cast.bob)
    answer = bob.post(address.removesuffix("1") + "2/reactions", {"kind": "yes"})
    assert answer.headers["Location"] == f"{address}?around=2#m2"
    assert 'aria-label="Yes: you"' in bob.follow(answer).text


def test_only_what_changes_something_is_broadcast(visit: Visits, cast: Cast, address: str) -> None:
    alice = visit(cast.alice)
    with patch.object(hub.Hub, "publish") as publish:
        for _ in range(2):
            alice.post(f"{address}/reactions", {"kind": "care"})
    publish.assert_called_once_with({"pair": cast.pair.id, "kind": "changed", "seq": 2})


def test_what_is_no_reaction_is_refused(visit: Visits, cast: Cast, address: str) -> None:
    alice = visit(cast.alice)
    for kind in ("", "hate", "👍"):
        alice.post(f"{address}/reactions", {"kind": kind}, status=422)
    alice.post(address.removesuffix("1") + "99/reactions", {"kind": "yes"}, status=404)
    visit(cast.bob).post(f"{address}/delete")
    alice.post(f"{address}/reactions", {"kind": "yes"}, status=409)


def test_sixty_a_minute_is_the_most(visit: Visits, cast: Cast, address: str) -> None:
    alice = visit(cast.alice)
    for _ in range(30):
        alice.post(f"{address}/reactions", {"kind": "yes"})
        alice.post(f"{address}/reactions/delete", {"kind": "yes"})
    alice.post(f"{address}/reactions", {"kind": "yes"}, status=429)


def test_a_closed_conversation_shows_them_and_takes_none(visit: Visits, cast: Cast, address: str) -> None:
    reactions.add(pair=cast.pair, author=cast.alice, seq=1, kind="care")
    safety.block(blocker=cast.alice, blocked=cast.bob)
    bob = visit(cast.bob)
    page = bob.get(f"/pairs/{cast.pair.id}").text
    assert 'aria-label="With you: Alice" disabled' in page
    assert bob.get(address).text.count('name="kind"') == 1
    bob.post(f"{address}/reactions", {"kind": "yes"}, status=409)
    bob.post(f"{address}/reactions/delete", {"kind": "care"}, status=409)


def test_charlie_cannot_react(visit: Visits, cast: Cast, address: str) -> None:
    charlie = visit(cast.charlie)
    for path in ("reactions", "reactions/delete"):
        charlie.post(f"{address}/{path}", {"kind": "yes"}, status=404)
    assert not Reaction.select().exists()
