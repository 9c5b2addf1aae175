import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest

from db.models import Member, Pair, Program, Round, Suggestion
from tests import pools
from tests.blueprints.of_rounds import board, draft_of, first, of_row, seen
from tests.people import Cast
from webapp.domain import safety

Visits = Callable[..., Any]


@pytest.fixture
def draft(cast: Cast) -> Round:
    return draft_of(cast)


def test_olivia_can_have_pairs_suggested_and_publish_them(
    visit: Visits, cast: Cast, mailbox: Callable[[], Any]
) -> None:
    pools.waiting(cast.program, mentees=5, mentors=2, places=2)
    olivia = visit(cast.olivia)
    index = olivia.get(f"/programs/{cast.program.id}/rounds").text
    assert "Suggest pairs" in index
    page = olivia.follow(olivia.post(f"/programs/{cast.program.id}/rounds")).text
    draft = Round.get()
    assert page.count('class="reasons"') == 4
    why = "have no place left: others came first"
    assert why not in page  # who has nobody is in a list of their own
    assert why in olivia.get(board(draft, "?show=nobody")).text
    assert not mailbox()
    assert "4 are accepted" in olivia.follow(olivia.post(board(draft, "/acceptances"), {"line": 0})).text
    publication = olivia.get(board(draft, "/publication")).text
    assert "Introduce 4 pairs" in publication
    assert "One mentee goes on waiting" in publication
    record = olivia.follow(olivia.post(board(draft, "/publication"), {"closing": "Over to you, {mentee}."})).text
    assert "4 pairs have been introduced." in record
    assert len(mailbox()) == 8
    pair = Pair.select().order_by(Pair.id.desc()).first()
    assert pair.introduction.endswith(f"Over to you, {pair.mentee.first_name}.")
    assert pair.introduction.startswith(pair.mentee.first_name)
    assert "Earlier rounds" in olivia.get(f"/programs/{cast.program.id}/rounds").text


def test_who_can_no_longer_be_introduced_stands_on_the_board_with_the_reason(
    visit: Visits, cast: Cast, draft: Round, mailbox: Callable[[], Any]
) -> None:
    olivia, row = visit(cast.olivia), first(draft)
    olivia.post(board(draft, "/acceptances"), {"line": 0})
    safety.block(blocker=row.mentee.member, blocked=row.mentor.member)
    page = olivia.follow(olivia.post(board(draft, "/publication"), {"closing": ""})).text
    assert "3 pairs have been introduced." in page
    assert "One could no longer be introduced" in page
    assert "These two cannot be paired." in page
    assert "block" not in re.sub(r"<[^>]+>", " ", page).lower()
    assert len(mailbox()) == 6


def test_a_program_that_is_over_says_so_beside_what_could_not_go_out(visit: Visits, cast: Cast, draft: Round) -> None:
    olivia, row = visit(cast.olivia), first(draft)
    olivia.post(of_row(row, "acceptance"), seen(row))
    Program.update(state="finished").execute()
    page = olivia.follow(olivia.post(board(draft, "/publication"), {"closing": ""})).text
    assert page.count("The program does not take this now.") == 1
    assert Round.get().is_draft


def test_olivia_sees_how_each_introduction_reads_before_it_goes_out(
    visit: Visits, cast: Cast, draft: Round, mailbox: Callable[[], Any]
) -> None:
    olivia, row = visit(cast.olivia), first(draft)
    olivia.post(of_row(row, "acceptance"), seen(row))
    words = {"closing": "Write soon, {mentee}; {mentor} waits.", "preview": "1"}
    page = olivia.post(board(draft, "/publication"), words, status=200).text
    expected = f"Write soon, {row.mentee.member.first_name}; {row.mentor.member.first_name} waits."
    assert expected in page
    assert "the first message is yours" in olivia.get(board(draft, "/publication")).text
    assert not mailbox()
    assert Round.get().is_draft
    olivia.post(board(draft, "/publication"), words | {"preview": ""}, status=200)  # an empty value is the button too
    assert Round.get().is_draft


def test_the_table_of_a_round_has_names_and_fits_and_no_formula_nor_address(
    visit: Visits, cast: Cast, draft: Round
) -> None:
    row = first(draft)
    Member.update(name='=HYPERLINK("x")').where(Member.id == row.mentee.member_id).execute()
    olivia = visit(cast.olivia)
    olivia.post(of_row(row, "acceptance"), seen(row))
    olivia.post(board(draft, "/publication"), {"closing": ""})
    answer = olivia.get(board(draft, "/file"))
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "@" not in answer.text
    table = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert table[0] == ["Mentee", "Mentor", "Fit in per cent", "Result"]
    assert table[1] == ['\'=HYPERLINK("x")', row.mentor.member.name, str(round(row.score * 100)), "introduced"]
    assert {line[3] for line in table[2:]} == {"suggested", "nobody found"}


def test_olivia_can_have_a_record_reckoned_again(visit: Visits, cast: Cast, draft: Round) -> None:
    olivia = visit(cast.olivia)
    olivia.post(board(draft, "/acceptances"), {"line": 0})
    olivia.post(board(draft, "/publication"), {"closing": ""})
    olivia.post(of_row(first(draft), "acceptance"), seen(first(draft)), status=409)
    assert "the same suggestions came out" in olivia.follow(olivia.post(board(draft, "/replay"))).text
    Suggestion.update(proposed=None).execute()
    assert "other suggestions came out" in olivia.follow(olivia.post(board(draft, "/replay"))).text


def test_a_deleted_account_leaves_no_gap_that_breaks_the_board_or_the_record(
    visit: Visits, cast: Cast, draft: Round
) -> None:
    olivia = visit(cast.olivia)
    mentor = first(draft).mentor.member
    mentor.delete_instance()
    assert 'id="board"' in olivia.get(board(draft, "?show=all")).text
    mentee = first(draft).mentee.member
    mentee.delete_instance()
    olivia.get(board(draft, "?show=all"))
    olivia.post(board(draft, "/acceptances"), {"line": 0})
    olivia.post(board(draft, "/publication"), {"closing": ""})
    assert "Result" in olivia.get(board(draft)).text


def test_charlie_and_the_two_of_a_pair_cannot_read_a_record(visit: Visits, cast: Cast, draft: Round) -> None:
    olivia = visit(cast.olivia)
    olivia.post(board(draft, "/acceptances"), {"line": 0})
    olivia.post(board(draft, "/publication"), {"closing": ""})
    for someone, status in ((cast.charlie, 404), (first(draft).mentee.member, 403), (first(draft).mentor.member, 403)):
        for path in ("", "/file"):
            visit(someone).get(board(draft, path), status=status)
        visit(someone).post(board(draft, "/replay"), status=status)
