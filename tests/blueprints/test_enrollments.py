from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from db.clock import now
from db.models import Enrollment, Membership, Pair, Program
from tests import people
from tests.answering import MENTEE, begin, fill_in, place_of
from tests.people import Cast

Visits = Callable[..., Any]


def test_dana_can_enroll_in_both_roles_and_writes_what_lasts_once(visit: Visits, cast: Cast, dana: Any) -> None:
    browser = visit(dana)
    begin(browser, cast.program, "mentor", "mentee")
    mentor, mentee = place_of(dana, "mentor"), place_of(dana, "mentee")
    fill_in(browser, mentor, [*MENTEE, "capacity"])
    page = browser.follow(browser.post(f"/enrollments/{mentor.id}/submission"))
    assert "Go on with your answers" in page.text
    mentee = place_of(dana, "mentee")
    assert (mentee.state, mentee.location, mentee.languages) == ("draft", "Trento", ["it", "yo"])
    assert (mentee.goal, mentee.topics) == ("", [])
    page = browser.get(f"/enrollments/{mentee.id}")
    assert f'href="/enrollments/{mentee.id}/topics"' in page.text
    assert place_of(dana, "mentor").capacity == 3


def test_dana_can_begin_from_what_she_answered_in_another_program(visit: Visits, cast: Cast, dana: Any) -> None:
    earlier = people.program(cast.group, steps=0, name="Earlier")
    people.enrolled(
        earlier, dana, "mentee", languages=["ar"], goal="Sleep", topics=["sleep", "chess"], experience="Much"
    )
    browser = visit(dana)
    page = browser.get(begin(browser, cast.program, "mentee"))
    assert "What you wrote the last time is filled in" in page.text
    place = Enrollment.get((Enrollment.member == dana) & (Enrollment.program == cast.program))
    assert (place.languages, place.goal, place.topics, place.experience) == (["ar"], "Sleep", ["sleep"], "Much")
    assert (place.state, place.submitted_at, place.answered) == ("draft", None, ["experience", "languages"])


def test_dana_cannot_enroll_or_send_twice(visit: Visits, cast: Cast, dana: Any) -> None:
    browser = visit(dana)
    path = f"/programs/{cast.program.id}/enrollments/new"
    browser.get(path)
    begin(browser, cast.program, "mentee")
    browser.post(path, {"roles": ["mentee"]}, status=422)  # the form does not offer it any more
    place = place_of(dana)
    fill_in(browser, place, ["goal", "languages"])
    for _ in (1, 2):
        browser.follow(browser.post(f"/enrollments/{place.id}/submission"))
    assert Enrollment.select().where(Enrollment.member == dana).count() == 1
    assert place_of(dana).state == "waiting"


def test_someone_waiting_sees_since_when_with_whom_and_what_comes(visit: Visits, cast: Cast, dana: Any) -> None:
    place = people.enrolled(cast.program, dana, "mentee")
    for name in ("Eva Sala", "Fay Riva", "Gus Monti"):
        people.enrolled(cast.program, people.member(name), "mentee")
    page = visit(dana).get(f"/enrollments/{place.id}")
    assert "today" in page.text
    assert "3 other mentees wait" in page.text
    assert "and one mentor takes part" in page.text
    assert "any day" in page.text
    Program.update(starts_on=now().date() + timedelta(days=30)).execute()
    assert "The program starts on" in visit(dana).get(f"/enrollments/{place.id}").text


def test_bob_can_pause_resume_leave_and_come_back_and_his_pair_stays(visit: Visits, cast: Cast) -> None:
    place, browser = place_of(cast.bob), visit(cast.bob)
    for _ in (1, 2):
        browser.follow(browser.post(f"/enrollments/{place.id}/pause"))
        assert place_of(cast.bob).state == "paused"
    for _ in (1, 2):
        browser.follow(browser.post(f"/enrollments/{place.id}/pause/delete"))
        assert place_of(cast.bob).state == "paired"
    assert "does not touch" in browser.get(f"/enrollments/{place.id}/withdrawal").text
    for _ in (1, 2):
        page = browser.follow(browser.post(f"/enrollments/{place.id}/withdrawal"))
    assert "You have left this program" in page.text
    assert "Alice Rossi" in page.text
    browser.get(f"/enrollments/{place.id}/goal", status=409)
    browser.follow(browser.post(f"/enrollments/{place.id}/withdrawal/delete"))
    assert place_of(cast.bob).state == "draft"
    browser.follow(browser.post(f"/enrollments/{place.id}/submission"))
    assert place_of(cast.bob).state == "paired"
    assert Pair.get_by_id(cast.pair.id).state == "active"


def test_a_draft_can_be_thrown_away(visit: Visits, cast: Cast, dana: Any) -> None:
    browser = visit(dana)
    begin(browser, cast.program, "mentee")
    place = place_of(dana)
    browser.get(f"/enrollments/{place.id}/withdrawal")
    browser.post(f"/enrollments/{place.id}/withdrawal")
    assert not Enrollment.select().where(Enrollment.member == dana).exists()


MINE = ("", "/topics", "/goal", "/languages", "/availability", "/wishes", "/check", "/withdrawal")


def test_nobody_else_can_see_or_change_alices_answers(visit: Visits, cast: Cast) -> None:
    place = place_of(cast.alice, "mentor")
    for someone in (cast.bob, cast.olivia, cast.sam, cast.charlie):
        browser = visit(someone)
        for path in MINE:
            browser.get(f"/enrollments/{place.id}{path}", status=404)
        for path, data in (
            ("/goal", {"goal": "Mine now"}),
            ("/submission", {}),
            ("/pause", {}),
            ("/pause/delete", {}),
            ("/withdrawal", {}),
            ("/withdrawal/delete", {}),
            (f"/wishes/{cast.bob.id}", {"kind": "never"}),
            (f"/wishes/{cast.bob.id}/delete", {}),
        ):
            browser.post(f"/enrollments/{place.id}{path}", data, status=404)
    assert place_of(cast.alice, "mentor").__data__ == place.__data__
    visit().get(f"/enrollments/{place.id}", status=302)


def test_charlie_cannot_enroll_nor_see_who_did(visit: Visits, cast: Cast) -> None:
    charlie = visit(cast.charlie)
    charlie.get(f"/programs/{cast.program.id}/enrollments/new", status=404)
    charlie.post(f"/programs/{cast.program.id}/enrollments/new", {"roles": ["mentee"]}, status=404)
    charlie.get(f"/programs/{cast.program.id}/enrollments", status=404)
    charlie.get(f"/programs/{cast.program.id}/enrollments/{place_of(cast.bob).id}", status=404)
    charlie.post(f"/programs/{cast.program.id}/enrollments/approvals", status=404)


def test_someone_who_left_the_group_can_leave_the_program_but_not_answer(visit: Visits, cast: Cast) -> None:
    place, browser = place_of(cast.bob), visit(cast.bob)
    Membership.update(state="left").where(Membership.member == cast.bob).execute()
    browser.get(f"/enrollments/{place.id}/wishes?q=a", status=404)
    browser.post(f"/enrollments/{place.id}/goal", {"goal": "x"}, status=404)
    browser.get(f"/enrollments/{place.id}")
    browser.post(f"/enrollments/{place.id}/withdrawal")
    assert place_of(cast.bob).state == "withdrawn"


@pytest.mark.parametrize("state", ["finished", "archived"])
def test_nobody_can_enroll_in_a_program_that_is_closed(visit: Visits, cast: Cast, dana: Any, state: str) -> None:
    Program.update(state=state).execute()
    browser = visit(dana)
    browser.get(f"/programs/{cast.program.id}/enrollments/new", status=409)
    browser.post(f"/programs/{cast.program.id}/enrollments/new", {"roles": ["mentee"]}, status=409)


def test_nobody_can_enroll_in_a_role_that_is_not_open(visit: Visits, cast: Cast, dana: Any) -> None:
    Program.update(roles_open="mentee").execute()
    browser = visit(dana)
    page = browser.get(f"/programs/{cast.program.id}/enrollments/new")
    assert "checked" in page.text
    browser.post(f"/programs/{cast.program.id}/enrollments/new", {"roles": ["mentor"]}, status=422)


def test_what_to_expect_is_said_before_anything_is_asked(visit: Visits, cast: Cast, dana: Any) -> None:
    Program.update(mentor_expectations="An hour a <b>week</b>.", mentee_expectations="").execute()
    page = visit(dana).get(f"/programs/{cast.program.id}/enrollments/new")
    assert "An hour a &lt;b&gt;week&lt;/b&gt;." in page.text
    assert "Somebody who has been where you are now" in page.text
