import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from db.clock import now
from db.models import Block, Enrollment, Membership, Notification, Pair, Program, Question, Wish
from tests import people
from tests.people import Cast
from webapp.domain import questionnaire
from webapp.domain.availability import SLOTS

Visits = Callable[..., Any]

ANSWERS: dict[str, dict[str, Any]] = {
    "topics": {"chosen": ["sleep", "work"], "others": "Twins\n\nnight shifts "},
    "goal": {"goal": "One night a week that is mine."},
    "experience": {"experience": "Two births, one move."},
    "languages": {"languages": ["it", "yo"]},
    "about": {"location": "Trento", "profession": "Nurse", "education": ""},
    "availability": {"time_zone": "Europe/Rome", "availability": ["3-evening", "5-morning"]},
    "style": {"planning": "1", "feedback": "3", "manner": "5"},
    "capacity": {"capacity": "3"},
    "wishes": {},
}
MENTEE = [topic for topic in questionnaire.TOPICS if topic not in ("capacity", "questions")]


@pytest.fixture
def dana(cast: Cast) -> Any:
    """A member of the group who has not enrolled."""
    made = people.member("Dana Verdi", time_zone="Europe/Rome")
    people.join(cast.group, made)
    return made


@contextmanager
def counted() -> Iterator[list[str]]:
    """The queries that are made meanwhile."""
    made: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: made.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("peewee")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    try:
        yield made
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)


def place_of(member: Any, role: str = "mentee") -> Enrollment:
    return Enrollment.get((Enrollment.member == member) & (Enrollment.role == role))


def begin(browser: Any, program: Program, *roles: str) -> str:
    """Begin a draft; returns the address of its first topic."""
    path = f"/programs/{program.id}/enrollments/new"
    browser.get(path)
    return str(browser.post(path, {"roles": list(roles)}).headers["Location"])


def fill_in(browser: Any, enrollment: Enrollment, topics: list[str]) -> None:
    for topic in topics:
        browser.post(f"/enrollments/{enrollment.id}/{topic}", ANSWERS[topic])


def test_dana_can_enroll_one_topic_a_page_and_wait(visit: Visits, cast: Cast, dana: Any) -> None:
    browser, address = visit(dana), ""
    address = begin(browser, cast.program, "mentee")
    for number, topic in enumerate(MENTEE, start=1):
        assert address.endswith(f"/{topic}")
        page = browser.get(address)
        assert f"{number} of {len(MENTEE)}" in page.text
        address = browser.post(address, ANSWERS[topic]).headers["Location"]
    assert address.endswith("/check")
    page = browser.get(address)
    for words in (
        "sleep",
        "Twins",
        "One night a week",
        "Italian and Yoruba",
        "Trento",
        "Thursday: evening",
        "Easy-going",
    ):
        assert words in page.text
    place = place_of(dana)
    page = browser.follow(browser.post(f"/enrollments/{place.id}/submission"))
    assert "You are waiting to be paired" in page.text
    place = place_of(dana)
    assert place.state == "waiting"
    assert place.submitted_at is not None
    assert place.topics == ["sleep", "work", "Twins", "night shifts"]
    assert place.languages == ["it", "yo"]
    assert place.availability == ["3-evening", "5-morning"]
    assert place.working_style == {"planning": 1, "feedback": 3, "manner": 5}


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


def test_dana_can_stop_and_go_on_where_she_left(visit: Visits, cast: Cast, dana: Any) -> None:
    browser = visit(dana)
    begin(browser, cast.program, "mentee")
    place = place_of(dana)
    fill_in(browser, place, ["topics", "goal"])
    page = browser.follow(browser.post(f"/enrollments/{place.id}/experience", {"experience": "Half a", "later": "1"}))
    assert "Your answers are kept" in page.text
    again = visit(dana)
    page = again.get(f"/enrollments/{place.id}")
    assert f'href="/enrollments/{place.id}/experience"' in page.text
    assert "Half a" in again.get(f"/enrollments/{place.id}/experience").text
    # Going back and saving keeps the rest and leads to the first topic that is open.
    answer = again.post(f"/enrollments/{place.id}/topics", {"others": "Else"})
    assert answer.headers["Location"].endswith("/experience")
    assert place_of(dana).goal == ANSWERS["goal"]["goal"]


def test_dana_cannot_send_without_a_topic_or_goal_and_a_language(visit: Visits, cast: Cast, dana: Any) -> None:
    browser = visit(dana)
    begin(browser, cast.program, "mentee")
    place = place_of(dana)
    page = browser.get(f"/enrollments/{place.id}/check")
    assert "Still needed" in page.text
    page = browser.post(f"/enrollments/{place.id}/submission", status=422)
    assert "<title>Error:" in page.text
    assert f'href="/enrollments/{place.id}/topics">Choose a topic' in page.text
    assert f'href="/enrollments/{place.id}/languages">Choose at least' in page.text
    assert place_of(dana).state == "draft"
    browser.post(f"/enrollments/{place.id}/languages", {}, status=422)
    fill_in(browser, place, ["goal", "languages"])
    browser.post(f"/enrollments/{place.id}/submission")
    assert place_of(dana).state == "waiting"


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


@pytest.mark.parametrize("capacity", ["0", "6", "-1", "many", ""])
def test_a_mentor_cannot_take_none_or_six(visit: Visits, cast: Cast, dana: Any, capacity: str) -> None:
    browser = visit(dana)
    begin(browser, cast.program, "mentor")
    place = place_of(dana, "mentor")
    browser.post(f"/enrollments/{place.id}/capacity", {"capacity": capacity}, status=422)
    assert place_of(dana, "mentor").capacity == 1
    for fits in (1, 5):
        browser.post(f"/enrollments/{place.id}/capacity", {"capacity": fits})
        assert place_of(dana, "mentor").capacity == fits


def test_a_mentee_is_not_asked_for_a_capacity(visit: Visits, cast: Cast) -> None:
    place = place_of(cast.bob)
    visit(cast.bob).get(f"/enrollments/{place.id}/capacity", status=404)
    visit(cast.bob).get(f"/enrollments/{place.id}/questions", status=404)


@pytest.mark.parametrize(
    ("topic", "answer"),
    [
        ("topics", {"others": "x" * 61}),
        ("topics", {"chosen": ["not a tag"]}),
        ("topics", {"others": "\n".join(str(n) for n in range(13))}),
        ("goal", {"goal": "x" * 301}),
        ("experience", {"experience": "x" * 2001}),
        ("languages", {"languages": ["xx"]}),
        ("about", {"location": "x" * 121}),
        ("availability", {"time_zone": "Nowhere/Land"}),
        ("availability", {"time_zone": "UTC", "availability": ["7-early"]}),
    ],
)
def test_nobody_can_save_what_makes_no_sense(visit: Visits, cast: Cast, topic: str, answer: Any) -> None:
    place = place_of(cast.bob)
    page = visit(cast.bob).post(f"/enrollments/{place.id}/{topic}", answer, status=422)
    assert "There is a problem" in page.text
    assert place_of(cast.bob).__data__ == place.__data__


def test_a_style_off_the_scale_is_not_kept(visit: Visits, cast: Cast) -> None:
    place = place_of(cast.bob)
    visit(cast.bob).post(f"/enrollments/{place.id}/style", {"planning": "6", "feedback": "x", "writing": "2"})
    assert place_of(cast.bob).working_style == {"writing": 2}


def test_every_slot_has_a_box_with_a_name_of_its_own(visit: Visits, cast: Cast) -> None:
    page = visit(cast.bob).get(f"/enrollments/{place_of(cast.bob).id}/availability")
    for slot in SLOTS:
        assert f'value="{slot}"' in page.text
    assert 'aria-label="Monday, early"' in page.text
    assert 'aria-label="Sunday, night"' in page.text


def test_the_programs_questions_are_asked_of_their_role(visit: Visits, cast: Cast) -> None:
    ours = Question.create(program=cast.program, role="mentee", label="How old is the youngest?", help="In months.")
    Question.create(program=cast.program, role="mentor", label="How many do you have?")
    place, browser = place_of(cast.bob), visit(cast.bob)
    page = browser.get(f"/enrollments/{place.id}/questions")
    assert "How old is the youngest?" in page.text
    assert "How many do you have?" not in page.text
    browser.post(f"/enrollments/{place.id}/questions", {f"q{ours.id}": " Nine "})
    assert place_of(cast.bob).answers == {str(ours.id): "Nine"}
    assert "Nine" in browser.get(f"/enrollments/{place.id}/check").text


def test_bob_can_change_answers_in_play_but_not_empty_what_pairing_needs(visit: Visits, cast: Cast) -> None:
    place, browser = place_of(cast.bob), visit(cast.bob)
    Enrollment.update(answered=[*MENTEE], goal="").execute()
    page = browser.follow(browser.post(f"/enrollments/{place.id}/goal", {"goal": "Rest"}))
    assert "counts from the next pairing" in page.text
    browser.post(f"/enrollments/{place.id}/topics", {"others": ""})
    browser.post(f"/enrollments/{place.id}/goal", {"goal": ""}, status=422)
    browser.post(f"/enrollments/{place.id}/languages", {"later": "1"}, status=422)
    assert (place_of(cast.bob).goal, place_of(cast.bob).state) == ("Rest", "paired")


def test_what_bob_writes_is_text(visit: Visits, cast: Cast) -> None:
    place, browser = place_of(cast.bob), visit(cast.bob)
    browser.post(f"/enrollments/{place.id}/goal", {"goal": "<b hx-get=/>&"})
    assert "&lt;b hx-get=/&gt;&amp;" in browser.get(f"/enrollments/{place.id}/check").text


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
    assert "not touched" in browser.get(f"/enrollments/{place.id}/withdrawal").text
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


def test_dana_can_wish_for_people_of_the_group_and_take_it_back(visit: Visits, cast: Cast, dana: Any) -> None:
    browser = visit(dana)
    begin(browser, cast.program, "mentee")
    place = place_of(dana)
    page = browser.get(f"/enrollments/{place.id}/wishes?q=alice")
    assert "Alice Rossi" in page.text
    assert "alice@example.org" not in page.text
    browser.follow(browser.post(f"/enrollments/{place.id}/wishes/{cast.alice.id}", {"kind": "wish"}))
    browser.post(f"/enrollments/{place.id}/wishes/{cast.alice.id}", {"kind": "never"})
    browser.post(f"/enrollments/{place.id}/wishes/{cast.alice.id}", {"kind": "odd"}, status=400)
    assert [(wish.member_id, wish.kind) for wish in Wish.select()] == [(cast.alice.id, "never")]
    assert "Not with" in browser.get(f"/enrollments/{place.id}/check").text
    browser.post(f"/enrollments/{place.id}/wishes/{cast.alice.id}/delete")
    assert not Wish.select().exists()


def test_dana_cannot_find_or_name_herself_strangers_or_the_blocked(visit: Visits, cast: Cast, dana: Any) -> None:
    browser = visit(dana)
    begin(browser, cast.program, "mentee")
    place = place_of(dana)
    Block.create(blocker=cast.sam, blocked=dana)
    for someone in (dana, cast.charlie, cast.sam):
        page = browser.get(f"/enrollments/{place.id}/wishes?q={someone.first_name}")
        assert "Nobody of that name" in page.text
        browser.post(f"/enrollments/{place.id}/wishes/{someone.id}", {"kind": "wish"}, status=404)
    assert "Alice" not in browser.get(f"/enrollments/{place.id}/wishes?q=%25").text
    Wish.create(enrollment=place, member=cast.sam, kind="wish")
    assert "Sam Villa" not in browser.get(f"/enrollments/{place.id}/check").text


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
    Program.update(mentor_expectations="An hour a *week*.", mentee_expectations="").execute()
    page = visit(dana).get(f"/programs/{cast.program.id}/enrollments/new")
    assert "An hour a <em>week</em>." in page.text
    assert "Somebody who has been where you are now" in page.text


def test_olivia_can_read_the_answers_for_pairing_and_bob_cannot(visit: Visits, cast: Cast) -> None:
    place = place_of(cast.alice, "mentor")
    Enrollment.update(goal="Help one person", experience="Three children").where(Enrollment.id == place.id).execute()
    Wish.create(enrollment=place, member=cast.sam, kind="never")
    path = f"/programs/{cast.program.id}/enrollments/{place.id}"
    page = visit(cast.olivia).get(path)
    for words in ("Help one person", "Three children", "Not with", "Sam Villa"):
        assert words in page.text
    assert "@example.org" not in page.text
    for someone in (cast.bob, cast.sam, cast.alice):
        visit(someone).get(path, status=403)
        visit(someone).get(f"/programs/{cast.program.id}/enrollments", status=403)
    Enrollment.update(state="withdrawn").where(Enrollment.id == place.id).execute()
    page = visit(cast.olivia).get(path)
    assert "Help one person" not in page.text
    assert "Sam Villa" not in page.text
    Enrollment.update(state="draft").where(Enrollment.id == place.id).execute()
    visit(cast.olivia).get(path, status=404)


def test_olivia_cannot_reach_another_programs_people_through_her_own(visit: Visits, cast: Cast) -> None:
    other = people.program(people.group(cast.charlie, "Others"), steps=0)
    theirs = people.enrolled(other, people.member("Zed"), "mentee", state="requested")
    browser = visit(cast.olivia)
    browser.get(f"/programs/{cast.program.id}/enrollments/{theirs.id}", status=404)
    browser.post(f"/programs/{cast.program.id}/enrollments/approvals", {"only": theirs.id})
    assert Enrollment.get_by_id(theirs.id).state == "requested"


@pytest.fixture
def asking(cast: Cast) -> list[Enrollment]:
    """Three who ask to take part in a program that asks for approval."""
    Program.update(enrollment_rule="approval").execute()
    names = ("Eva Sala", "Fay Riva", "Gus Monti")
    return [people.enrolled(cast.program, people.member(name), "mentee", state="requested") for name in names]


def test_a_request_waits_for_olivia_who_is_told_once(visit: Visits, cast: Cast, dana: Any) -> None:
    Program.update(enrollment_rule="approval").execute()
    for someone in (dana, cast.sam):
        browser = visit(someone)
        begin(browser, cast.program, "mentee")
        fill_in(browser, place_of(someone), ["goal", "languages"])
        page = browser.follow(browser.post(f"/enrollments/{place_of(someone).id}/submission"))
        assert "An admin will look at your request" in page.text
        assert place_of(someone).state == "requested"
    assert [row.member_id for row in Notification.select()] == [cast.olivia.id]


def test_olivia_can_approve_and_decline_with_one_tap_and_undo(
    visit: Visits, cast: Cast, asking: list[Enrollment]
) -> None:
    browser, path = visit(cast.olivia), f"/programs/{cast.program.id}/enrollments"
    eva, fay, _gus = asking
    page = browser.follow(browser.post(f"{path}/approvals?state=requested", {"only": eva.id, "enrollment": [fay.id]}))
    assert "One person now waits" in page.text
    assert states(asking) == ["waiting", "requested", "requested"]
    assert "One person now waits" not in browser.get(path).text
    assert [(row.member_id, row.kind) for row in Notification.select()] == [(eva.member_id, "enrollment_approved")]
    browser.post(f"{path}/decisions/delete", {"only": eva.id})
    assert states(asking) == ["requested"] * 3
    assert not Notification.select().exists()
    browser.follow(browser.post(f"{path}/refusals", {"only": fay.id}))
    assert states(asking) == ["requested", "declined", "requested"]
    assert "Not this time" in visit(fay.member).get(f"/enrollments/{fay.id}").text
    browser.post(f"{path}/approvals", {"only": fay.id})
    assert states(asking) == ["requested", "waiting", "requested"]


def test_olivia_can_approve_many_at_once(visit: Visits, cast: Cast, asking: list[Enrollment]) -> None:
    browser, path = visit(cast.olivia), f"/programs/{cast.program.id}/enrollments"
    assert browser.get(f"{path}?tick=all").text.count(" checked") == 3
    page = browser.follow(browser.post(f"{path}/approvals", {"enrollment": [row.id for row in asking[:2]]}))
    assert "2 people now wait" in page.text
    browser.post(f"{path}/approvals", {"enrollment": [row.id for row in asking[:2]]})
    assert states(asking) == ["waiting", "waiting", "requested"]
    assert Notification.select().count() == 2


def test_members_cannot_decide_about_requests(visit: Visits, cast: Cast, asking: list[Enrollment]) -> None:
    for someone in (asking[0].member, cast.sam):
        for noun in ("approvals", "refusals", "decisions/delete"):
            visit(someone).post(f"/programs/{cast.program.id}/enrollments/{noun}", {"only": asking[0].id}, status=403)
    assert states(asking) == ["requested"] * 3


def states(rows: list[Enrollment]) -> list[str]:
    return [Enrollment.get_by_id(row.id).state for row in rows]


def test_olivia_can_narrow_sort_and_page_the_list(visit: Visits, cast: Cast) -> None:
    browser, path = visit(cast.olivia), f"/programs/{cast.program.id}/enrollments"
    for n in range(58):
        days = timedelta(days=58 - n)
        role = "mentor" if n % 10 == 0 else "mentee"
        someone = people.member(f"N{n:02} Person")
        people.enrolled(cast.program, someone, role, submitted_at=now() - days)
    Enrollment.create(program=cast.program, member=cast.sam, role="mentee")  # a draft is nobody's business yet
    page = browser.get(path)
    assert "60 of 60" in page.text
    assert page.text.index("N00 Person") < page.text.index("N01 Person")
    assert "Sam Villa" not in page.text
    assert "Alice Rossi" not in page.text  # on the second page: she does not wait
    assert "Alice Rossi" in browser.get(f"{path}?page=2").text
    assert "Alice Rossi" in browser.get(f"{path}?page=99").text
    assert "7 of 60" in browser.get(f"{path}?role=mentor").text
    assert "2 of 60" in browser.get(f"{path}?state=paired").text
    assert "1 of 60" in browser.get(f"{path}?q=n07").text
    assert "Nobody fits this" in browser.get(f"{path}?q=nobody").text
    assert "60 of 60" in browser.get(f"{path}?role=odd&state=odd&sort=odd&page=odd&_external=1").text
    page = browser.get(f"{path}?sort=name")
    assert page.text.index("Alice Rossi") < page.text.index("Bob Conti") < page.text.index("N00 Person")


def test_no_page_asks_more_of_the_database_for_more_people(visit: Visits, cast: Cast, dana: Any) -> None:
    olivia, place = visit(cast.olivia), people.enrolled(cast.program, dana, "mentee")
    browser = visit(dana)
    paths = [
        (olivia, f"/programs/{cast.program.id}/enrollments"),
        (olivia, f"/programs/{cast.program.id}/enrollments/{place.id}"),
        (browser, f"/enrollments/{place.id}"),
        (browser, f"/enrollments/{place.id}/wishes?q=Person"),
        (browser, f"/enrollments/{place.id}/check"),
    ]

    def add(first: int, last: int) -> None:
        for n in range(first, last):
            someone = people.member(f"N{n} Person")
            people.enrolled(cast.program, someone, "mentee", state="requested")
            if n < 20:
                Wish.create(enrollment=place, member=someone, kind="wish")

    def figures() -> list[int]:
        made = []
        for who, path in paths:
            with counted() as queries:
                who.get(path)
            made.append(len(queries))
        return made

    add(0, 5)
    few = figures()
    add(5, 50)
    assert figures() == few
    assert max(few) <= 14, few
