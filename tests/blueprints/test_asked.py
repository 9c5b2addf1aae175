"""What the rhythm asks, on the pair's own page: in the words of the mail, while it stands."""

from collections.abc import Callable
from typing import Any

from db.clock import at
from tests import people
from tests.domain.rhythm.walking import DAY, MONDAY, go_on, introduce
from tests.people import Cast
from webapp.domain import chat

Visits = Callable[..., Any]


def page(visit: Visits, cast: Cast, someone: Any, day: float) -> str:
    with at(MONDAY + day * DAY):
        return str(visit(someone).get(f"/pairs/{cast.pair.id}").text)


def test_alice_is_asked_whether_she_has_heard_and_can_say_so_there(visit: Visits, cast: Cast) -> None:
    introduce(cast.pair)
    assert "Have you heard from Bob?" not in page(visit, cast, cast.alice, 1.9)
    go_on([2])
    shown = page(visit, cast, cast.alice, 2.1)
    assert "Have you heard from Bob?" in shown
    assert "Have you heard" not in page(visit, cast, cast.bob, 2.1)
    to = shown.split('action="/taps/')[1].split('"')[0]
    with at(MONDAY + 2.2 * DAY):
        visit(cast.alice).post(f"/taps/{to}", {"answer": "yes"})
    assert "Have you heard from Bob?" not in page(visit, cast, cast.alice, 2.3)


def test_a_message_of_bobs_answers_it_too(visit: Visits, cast: Cast) -> None:
    introduce(cast.pair)
    go_on([2])
    with at(MONDAY + 2.1 * DAY):
        chat.post_message(pair=cast.pair, author=cast.bob, body="Hello", client_id="client-1")
    assert "Have you heard from Bob?" not in page(visit, cast, cast.alice, 3.5)


def test_both_are_asked_whether_to_close_and_told_when_it_closes(visit: Visits, cast: Cast) -> None:
    introduce(cast.pair)
    go_on(range(36))
    shown = page(visit, cast, cast.bob, 35.2)
    assert "Your mentorship with Alice closes on Monday 16 February 2026, unless one of you keeps going." in shown
    assert "nobody answers the last warning" in " ".join(shown.split())
    assert "closes on Monday" in page(visit, cast, cast.alice, 35.2)


def test_charlie_sees_none_of_it(visit: Visits, cast: Cast) -> None:
    introduce(cast.pair)
    go_on([2])
    other = people.introduced(cast.program, cast.charlie, people.member("Dana Verdi"))
    with at(MONDAY + 2.1 * DAY):
        visit(cast.charlie).get(f"/pairs/{cast.pair.id}", 404)
        assert "Have you heard" not in visit(cast.charlie).get(f"/pairs/{other.id}").text
