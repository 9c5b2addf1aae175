import io
from collections.abc import Callable
from typing import Any

import pytest

from tests.people import Cast, greeted
from webapp.domain import chat, safety, searches

Visits = Callable[..., Any]


@pytest.fixture
def address(cast: Cast) -> str:
    """Of the search, in a conversation of some length."""
    bodies = ["We slept <b>until</b> seven", *(f"Number {n}" for n in range(69))]
    for n, body in enumerate(bodies):
        chat.post_message(pair=cast.pair, author=cast.bob, body=body, client_id=f"client-{n}")
        if n == 0:
            greeted(cast.pair, by=cast.alice)
    chat.post_message(pair=cast.pair, author=cast.alice, body="Slept?", client_id="client-reply", reply_to=1)
    return f"/pairs/{cast.pair.id}/messages/search"


def test_alice_can_find_a_message_and_read_it_in_its_place(visit: Visits, cast: Cast, address: str) -> None:
    alice = visit(cast.alice)
    assert address in alice.get(f"/pairs/{cast.pair.id}").text
    assert "<ol" not in alice.get(address).text
    answer = alice.post(address, {"words": "SLEPT"}, status=200)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "2 messages" in answer.text
    assert "We <mark>slept</mark> &lt;b&gt;until" in answer.text
    assert f'href="/pairs/{cast.pair.id}/messages/1?around=72#m72"' in answer.text
    assert 'id="m72"' in alice.get(f"/pairs/{cast.pair.id}/messages/1?around=72").text
    page = alice.get(f"/pairs/{cast.pair.id}?around=1").text
    assert "until" in page
    assert "Go to the newest messages" in page
    assert "Show earlier" not in page
    assert "Number 68" not in page


def test_around_a_message_there_are_earlier_and_later_ones(visit: Visits, cast: Cast, address: str) -> None:
    alice = visit(cast.alice)
    page = alice.get(f"/pairs/{cast.pair.id}?around=40").text
    assert 'id="m40"' in page
    assert 'id="m55"' in page
    assert 'href="?before=26#conversation"' in page
    newest = alice.get(f"/pairs/{cast.pair.id}?around=70").text
    assert "Go to the newest messages" not in newest
    assert 'data-marks="1"' in newest
    assert 'data-marks="1"' not in page


def test_what_is_looked_for_is_in_no_address_and_no_log(
    visit: Visits, cast: Cast, address: str, logged: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    alice = visit(cast.alice)
    answer = alice.post(address, {"words": "slept kanarienvogel"}, status=200)
    assert "Location" not in answer.headers
    assert "No message has these words" in answer.text
    assert 'value="slept kanarienvogel"' in answer.text
    assert "/messages/search" in logged.getvalue()
    assert "kanarienvogel" not in logged.getvalue() + "".join(capfd.readouterr())
    assert "<mark>" not in alice.get(f"{address}?words=slept").text


def test_an_empty_search_says_what_to_do(visit: Visits, cast: Cast, address: str) -> None:
    alice = visit(cast.alice)
    for words in ("", "  ", "\u0301"):
        assert "Write a word to look for." in alice.post(address, {"words": words}, status=422).text
    assert "hundred" in alice.post(address, {"words": "x" * 101}, status=422).text
    assert "<h1" not in alice.post(address, {"words": ""}, status=422, htmx=True).text


def test_more_than_a_page_says_so(visit: Visits, cast: Cast, address: str) -> None:
    text = visit(cast.alice).post(address, {"words": "number"}, status=200).text
    assert f"The newest {searches.MOST} messages" in text


def test_thirty_a_minute_is_the_most(visit: Visits, cast: Cast, address: str) -> None:
    alice = visit(cast.alice)
    for _ in range(30):
        alice.post(address, {"words": "zebra"}, status=200)
    alice.post(address, {"words": "zebra"}, status=429)


def test_bob_can_search_a_closed_conversation(visit: Visits, cast: Cast, address: str) -> None:
    safety.block(blocker=cast.alice, blocked=cast.bob)
    assert "<mark>slept</mark>" in visit(cast.bob).post(address, {"words": "slept"}, status=200).text


def test_charlie_and_olivia_cannot_search(visit: Visits, cast: Cast, address: str) -> None:
    for stranger in (cast.charlie, cast.olivia, cast.sam):
        visit(stranger).get(address, status=404)
        visit(stranger).post(address, {"words": "slept"}, status=404)
