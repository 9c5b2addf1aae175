from collections.abc import Callable
from typing import Any

import pytest

from db.clock import now
from db.models import Completion, Pair, Question, Step
from tests import people
from tests.people import Cast
from tests.queries import count_queries
from webapp.domain import progress

Visits = Callable[..., Any]


def test_olivia_sees_of_a_pair_only_where_it_is(visit: Visits, cast: Cast) -> None:
    progress.set_goal(pair=cast.pair, author=cast.alice, body="CANARY goal")
    progress.check_in(pair=cast.pair, member=cast.bob, score=2, words="CANARY words", today=now().date())
    progress.add_note(pair=cast.pair, author=cast.bob, step=Step.of_program(cast.program).first(), body="CANARY")
    Pair.update(introduction="CANARY introduction").execute()
    with count_queries() as statements:
        text = visit(cast.olivia).get(f"/programs/{cast.program.id}/pairs").text
    assert "Alice Rossi" in text
    assert "1 of 8" in text
    assert "CANARY" not in text
    assert "example.org" not in text
    assert f"/pairs/{cast.pair.id}" not in text
    for secret in ('"score"', '"words"', '"body"', '"introduction"'):
        assert not [statement for statement in statements if secret in statement]


def test_the_list_of_pairs_can_be_sorted_and_filtered_by_its_address(visit: Visits, cast: Cast) -> None:
    olivia, base = visit(cast.olivia), f"/programs/{cast.program.id}/pairs"
    assert "1 of 1" in olivia.get(base + "?sort=-active&state=active&name=ali").text
    assert "No pair fits this." in olivia.get(base + "?state=paused").text
    olivia.get(base + "?page=0&sort=nothing&state=x&name=%25")
    Pair.delete().execute()
    assert "Nobody has been introduced yet." in olivia.get(base).text


def fill(cast: Cast, pairs: int, first: int = 0) -> None:
    path = list(Step.of_program(cast.program))
    for n in range(first, pairs):
        mentor, mentee = people.member(f"Mentor{n:03} A"), people.member(f"Mentee{n:03} B")
        pair = people.introduced(cast.program, mentor, mentee)
        Completion.create(pair=pair, step=path[0], member=mentor)
        Question.create(program=cast.program, role="mentor" if n % 2 else "mentee", label=f"Q{n}", position=n)
        if n > 8:
            people.program(cast.group, steps=0)
            Step.create(program=cast.program, position=n, title=f"Extra {n}")


@pytest.mark.parametrize("page", ["", "/pairs", "/steps", "/questions", "/file", "/finish", "/copies/new", "/edit"])
def test_no_page_asks_more_when_there_is_more(visit: Visits, cast: Cast, page: str) -> None:
    olivia, path = visit(cast.olivia), f"/programs/{cast.program.id}{page}"
    fill(cast, 5)
    with count_queries() as few:
        olivia.get(path)
    fill(cast, 50, first=5)
    with count_queries() as many:
        olivia.get(path)
    assert len(few) == len(many)
    assert 3 < len(many) <= 12


def test_charlie_cannot_see_the_pairs(visit: Visits, cast: Cast) -> None:
    charlie, base = visit(cast.charlie), f"/programs/{cast.program.id}"
    for path in ("pairs", "pairs?state=quiet"):
        charlie.get(f"{base}/{path}", status=404)
