"""The overview: for admins, whole without script, a table behind each drawing, no heavier and no slower with pairs."""

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import brotli
import pytest

from db.models import AuditEntry, Member, Pair, Program
from tests import people
from tests.people import Cast
from tests.queries import count_queries
from webapp.domain import chat, pair_weeks, progress

Visits = Callable[..., Any]


def grow(program: Program, pairs: range) -> None:
    """More pairs that talk and walk."""
    for n in pairs:
        pair = people.introduced(program, people.member(f"Mentor{n} X"), people.member(f"Mentee{n} Y"))
        for author in (pair.mentee, pair.mentor):
            chat.post_message(pair=pair, author=author, body="Hello", client_id=f"hello-{author.id}")
        step = progress.path_of(pair).steps[0].step
        progress.complete_step(pair=pair, member=pair.mentee, step=step)
    pair_weeks.roll_up()


def rows_of(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_olivia_can_see_her_program_at_a_glance(visit: Visits, cast: Cast) -> None:
    grow(cast.program, range(3))
    page = visit(cast.olivia).get(f"/programs/{cast.program.id}/overview").text
    for words in ("How far people have come", "Where the pairs stand", "Pairs that talked", "Check-ins"):
        assert words in page
    assert "4 pairs are under way." in page
    assert len(re.findall(r'<svg[^>]* role="img"[^>]*><title>', page)) == 7
    assert page.count("<table") == 3
    assert "The median: half of the 3 pairs that have written were quicker." in page


@pytest.mark.parametrize("who", ["alice", "bob", "sam"])
@pytest.mark.parametrize("path", ["overview", "overview.csv", "pairs.csv"])
def test_members_cannot_see_it(visit: Visits, cast: Cast, who: str, path: str) -> None:
    visit(getattr(cast, who)).get(f"/programs/{cast.program.id}/{path}", status=403)


@pytest.mark.parametrize("path", ["overview", "overview.csv", "pairs.csv"])
def test_charlie_cannot_see_that_there_is_one(visit: Visits, cast: Cast, path: str) -> None:
    visit(cast.charlie).get(f"/programs/{cast.program.id}/{path}", status=404)


def test_a_program_without_people_says_what_comes(visit: Visits, cast: Cast) -> None:
    empty = people.program(cast.group)
    page = visit(cast.olivia).get(f"/programs/{empty.id}/overview").text
    assert "as soon as the first people have enrolled" in page
    assert "<svg" not in page.split("<main")[1]


def test_a_program_in_which_all_wait_shows_how_far_they_have_come(visit: Visits, cast: Cast) -> None:
    fresh = people.program(cast.group)
    people.enrolled(fresh, people.member("Dana Verdi"), "mentee")
    page = visit(cast.olivia).get(f"/programs/{fresh.id}/overview").text
    assert "0% went on. The others: 1 wait." in page
    assert "Where the pairs stand" not in page


def test_what_people_write_is_not_on_it(visit: Visits, cast: Cast) -> None:
    chat.post_message(pair=cast.pair, author=cast.bob, body="a secret", client_id="secret-1")
    for path in ("overview", "overview.csv", "pairs.csv"):
        assert "a secret" not in visit(cast.olivia).get(f"/programs/{cast.program.id}/{path}").text


def test_nothing_of_the_drawings_needs_a_style_that_the_policy_forbids(visit: Visits, cast: Cast) -> None:
    grow(cast.program, range(2))
    page = visit(cast.olivia).get(f"/programs/{cast.program.id}/overview").text
    assert "style=" not in page


def test_the_number_of_queries_is_the_same_for_5_and_for_50_pairs(visit: Visits, cast: Cast) -> None:
    browser, queries = visit(cast.olivia), []
    browser.get(f"/programs/{cast.program.id}/overview")
    for pairs in (range(4), range(4, 49)):
        grow(cast.program, pairs)
        with count_queries() as made:
            browser.get(f"/programs/{cast.program.id}/overview")
        queries.append(list(made))
    assert Pair.select().count() == 50
    assert len(queries[0]) == len(queries[1]), "\n".join(queries[1])


def test_it_stays_light_however_many_pairs(visit: Visits, cast: Cast) -> None:
    grow(cast.program, range(40))
    page = visit(cast.olivia).get(f"/programs/{cast.program.id}/overview").data
    assert len(brotli.compress(page)) < 11_000


def test_the_table_has_every_number_of_the_page(visit: Visits, cast: Cast) -> None:
    grow(cast.program, range(3))
    response = visit(cast.olivia).get(f"/programs/{cast.program.id}/overview.csv")
    assert response.headers["Content-Disposition"] == f"attachment; filename=overview-{cast.program.id}.csv"
    rows = rows_of(response.text)
    assert ["Applied", "4", "0", "0", "4", "0", "0"] in rows
    assert ["2", "Step number 2", "3", "0"] in rows
    assert next(row for row in rows if row and row[0] == "Week of (Monday)")[4] == "Messages"
    assert rows[-1][1:5] == ["4", "3", "0", "6"]


def test_olivia_can_take_the_pairs_away_as_a_table_and_it_is_noted(visit: Visits, cast: Cast) -> None:
    grow(cast.program, range(1))
    header, first, second = rows_of(visit(cast.olivia).get(f"/programs/{cast.program.id}/pairs.csv").text)
    assert header[:3] == ["Mentor", "Mentee", "State"]
    assert first[:3] == ["Alice Rossi", "Bob Conti", "walking"]
    assert first[-3:] == ["", "no", "0"]
    assert second[-2:] == ["yes", "1"]
    assert AuditEntry.select().where(AuditEntry.action == "program.pairs_exported").count() == 1


def test_charlies_name_is_no_formula_in_it(visit: Visits, cast: Cast) -> None:
    Member.update(name="=HYPERLINK(1)").where(Member.id == cast.bob.id).execute()
    text = visit(cast.olivia).get(f"/programs/{cast.program.id}/pairs.csv").text
    assert "'=HYPERLINK(1)" in text


def test_where_numbers_have_a_comma_cells_are_parted_by_semicolons(visit: Visits, cast: Cast) -> None:
    Member.update(language="it").where(Member.id == cast.olivia.id).execute()
    text = visit(Member.get_by_id(cast.olivia.id)).get(f"/programs/{cast.program.id}/pairs.csv").text
    assert "Alice Rossi;Bob Conti;" in text


def test_the_rarer_ways_are_folded_but_for_the_one_that_is_shown(visit: Visits, cast: Cast) -> None:
    browser = visit(cast.olivia)
    page = browser.get(f"/programs/{cast.program.id}/edit").text
    nav = page.split('<nav class="ways"')[1].split("</nav>")[0]
    shown, folded = nav.split("<details")
    assert 'aria-current="page">Settings' in shown
    assert "Settings" not in folded
    for label in ("Overview", "Enrollments", "Pairing", "Pairs"):
        assert label in shown
    for label in ("Program", "Announcements", "Path", "Questions"):
        assert label in folded
