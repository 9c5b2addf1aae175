import itertools
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import brotli
import pytest

from db.models import Enrollment, PairingPolicy, Program, Round, Suggestion
from tests import people, pools
from tests.blueprints.of_rounds import board, draft_of, first, of_row, seen, state
from tests.people import Cast
from tests.queries import count_queries
from webapp.domain.rounds import board as boards
from webapp.domain.rounds import making, working

Visits = Callable[..., Any]
MOST = 30_000  # bytes of a page of 25 rows, compressed


@pytest.fixture
def draft(cast: Cast) -> Round:
    return draft_of(cast)


def test_charlie_and_the_members_of_the_program_cannot_reach_a_round(visit: Visits, cast: Cast, draft: Round) -> None:
    row = first(draft)
    for someone, status in ((cast.charlie, 404), (cast.alice, 403), (cast.sam, 403)):
        browser = visit(someone)
        for path in ("", "/publication", "/file", "/delete"):
            browser.get(board(draft, path), status=status)
        for noun in ("acceptance", "skip", "lock", "choice"):
            browser.post(of_row(row, noun), seen(row), status=status)
        browser.post(board(draft, "/publication"), {"closing": ""}, status=status)
    assert state(row) == "open"


def test_an_admin_cannot_reach_a_round_through_another_program(visit: Visits, cast: Cast, draft: Round) -> None:
    otto = people.member("Otto Gelb")
    theirs = people.program(people.group(otto, "Elsewhere"))
    browser, row = visit(otto), first(draft)
    browser.get(f"/programs/{theirs.id}/rounds/{draft.id}", status=404)
    browser.post(f"/programs/{theirs.id}/rounds/{draft.id}/suggestions/{row.id}/acceptance", seen(row), status=404)
    browser.post(f"/programs/{theirs.id}/rounds/{draft.id}/delete", status=404)
    assert Round.get().is_draft


def test_olivia_can_accept_and_undo_with_and_without_script(visit: Visits, cast: Cast, draft: Round) -> None:
    olivia, row = visit(cast.olivia), first(draft)
    for htmx in (False, True):
        answer = olivia.post(of_row(row, "acceptance"), seen(row), status=200 if htmx else 303, htmx=htmx)
        page = answer.text if htmx else olivia.follow(answer).text
        assert f"Accepted: {row.mentee.member.name}" in page
        assert state(row) == "accepted"
        answer = olivia.post(
            board(draft, "/acceptances/delete"), {"suggestion": row.id}, status=200 if htmx else 303, htmx=htmx
        )
        assert "one is open again" in (answer.text if htmx else olivia.follow(answer).text)
        assert state(row) == "open"


def test_the_focus_goes_to_the_next_row_after_accepting(visit: Visits, cast: Cast, draft: Round) -> None:
    rows = [row.suggestion for row in boards.board(draft, boards.View()).page.rows]
    olivia = visit(cast.olivia)
    for here, following in itertools.pairwise(rows):
        page = olivia.post(of_row(here, "acceptance"), seen(here), status=200, htmx=True).text
        assert re.findall(r'id="([^"]+)"[^>]* autofocus', page) == [f"accept-{following.id}"]
    last = olivia.post(of_row(rows[-1], "acceptance"), seen(rows[-1]), status=200, htmx=True).text
    assert re.findall(r'id="([^"]+)"[^>]* autofocus', last) == ["done"]


def test_the_second_admin_sees_what_the_first_did(visit: Visits, cast: Cast, draft: Round) -> None:
    row = first(draft)
    working.skip(draft=draft, suggestion_id=row.id, mentor_id=row.mentor_id)
    answer = visit(cast.olivia).post(of_row(row, "acceptance"), seen(row), status=409, htmx=True).text
    assert "Somebody else changed this" in answer
    assert state(row) != "accepted"


def test_olivia_can_skip_lock_and_choose_another(visit: Visits, cast: Cast, draft: Round) -> None:
    olivia, row = visit(cast.olivia), first(draft)
    assert "not suggested again" in olivia.follow(olivia.post(of_row(row, "skip"), seen(row))).text
    assert Suggestion.get_by_id(row.id).skipped == [row.mentor_id]
    olivia.post(of_row(row, "skip/delete"))
    assert Suggestion.get_by_id(row.id).mentor_id == row.mentor_id
    assert "Locked:" in olivia.follow(olivia.post(of_row(row, "lock"), seen(row))).text
    olivia.post(of_row(row, "lock/delete"))
    page = olivia.get(board(draft, f"?choosing={row.id}")).text
    picks = page.split('id="picks"')[1]
    assert "The whole loses" in picks
    chosen = int(re.search(r'name="mentor" value="(\d+)"', picks)[1])  # type: ignore[index] # there is one
    assert chosen != row.mentor_id
    assert "Chosen and locked" in olivia.follow(olivia.post(of_row(row, "choice"), {"mentor": chosen})).text
    assert Suggestion.get_by_id(row.id).mentor_id == chosen


def test_olivia_cannot_send_half_a_form(visit: Visits, cast: Cast, draft: Round) -> None:
    olivia, row = visit(cast.olivia), first(draft)
    for noun in ("acceptance", "skip", "lock", "choice"):
        olivia.post(of_row(row, noun), {"mentor": "x"}, status=422)
    for line in ("", "-1", "101", "x"):
        olivia.post(board(draft, "/acceptances"), {"line": line}, status=422)
    olivia.post(board(draft, "/acceptances/delete"), {"suggestion": "x"})
    working.accept_above(draft=draft, line=0)
    olivia.post(board(draft, "/publication"), {"closing": "x" * 501}, status=422)


def test_the_board_says_of_whom_nobody_was_found_that_they_no_longer_wait(
    visit: Visits, cast: Cast, draft: Round
) -> None:
    row = first(draft, placed=False)
    Enrollment.update(state="withdrawn").where(Enrollment.id == row.mentee_id).execute()
    page = visit(cast.olivia).get(board(draft, "?show=nobody")).text
    assert f"{row.mentee.member.first_name} is no longer waiting." in page


def test_a_wild_address_shows_the_board_all_the_same(visit: Visits, cast: Cast, draft: Round) -> None:
    olivia = visit(cast.olivia)
    for query in ("?show=x&sort=y&page=z", "?page=-1", "?page=999", "?choosing=999999", "?choosing=x"):
        assert 'id="board"' in olivia.get(board(draft, query)).text


def test_the_next_rounds_date_stands_on_the_page_of_the_rounds(visit: Visits, cast: Cast) -> None:
    PairingPolicy.create(program=cast.program, next_round_on=date(2026, 12, 7))
    assert "Monday 7 December 2026" in visit(cast.olivia).get(f"/programs/{cast.program.id}/rounds").text


def test_a_draft_in_work_is_only_discarded_after_a_warning(visit: Visits, cast: Cast, draft: Round) -> None:
    olivia, program = visit(cast.olivia), cast.program
    olivia.post(board(draft, "/acceptances"), {"line": 0})
    answer = olivia.post(f"/programs/{program.id}/rounds")
    assert answer.headers["Location"].endswith(board(draft))
    assert "with the 4 suggestions that are accepted" in olivia.get(f"/programs/{program.id}/rounds/new").text
    olivia.post(f"/programs/{program.id}/rounds", {"replaces": draft.id})
    assert Round.get_by_id(draft.id).state == "discarded"
    olivia.get(board(draft), status=404)
    anew = Round.get(Round.state == "draft")
    assert "4 suggestions are accepted" not in olivia.get(board(anew, "/delete")).text
    olivia.post(board(anew, "/delete"))
    assert not Round.select().where(Round.state == "draft").exists()


@pytest.mark.parametrize(
    ("role", "words"), [("mentee", "Nobody is waiting to be paired"), ("mentor", "There is no free place")]
)
def test_olivia_is_told_what_to_do_when_no_round_can_be_made(
    visit: Visits, cast: Cast, draft: Round, role: str, words: str
) -> None:
    making.discard(actor=cast.olivia, draft=draft)
    Enrollment.update(state="paused").where(Enrollment.role == role).execute()
    page = visit(cast.olivia).get(f"/programs/{cast.program.id}/rounds").text
    assert words in page
    assert "Suggest pairs" not in page
    visit(cast.olivia).post(f"/programs/{cast.program.id}/rounds", status=409)
    Program.update(state="finished").execute()
    assert (
        "while the program is enrolling or running"
        in visit(cast.olivia).get(f"/programs/{cast.program.id}/rounds").text
    )


def test_a_page_of_25_rows_is_light_and_its_queries_do_not_grow(visit: Visits, cast: Cast) -> None:
    olivia, made = visit(cast.olivia), []
    for mentees, first_number in ((4, 0), (40, 4)):
        pools.waiting(cast.program, mentees=mentees, mentors=mentees, first=first_number)
        present = Round.draft_of(cast.program)
        draft = making.make(admin=cast.olivia, program=cast.program, replaces=present.id if present else None)
        with count_queries() as queries:
            page = olivia.get(board(draft))
        made.append(len(queries))
    assert page.text.count('id="suggestion-') == boards.SIZE
    assert made[0] == made[1]
    assert len(brotli.compress(page.data, quality=5)) < MOST
