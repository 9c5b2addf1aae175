from collections.abc import Callable
from typing import Any

import pytest

from db.models import Block, Enrollment, Question, Wish
from tests.answering import ANSWERS, MENTEE, begin, fill_in, place_of
from tests.people import Cast
from webapp.domain.availability import SLOTS

Visits = Callable[..., Any]


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
        "Italian, Yoruba",
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


def test_dana_cannot_find_or_name_herself_strangers_or_whom_she_blocked(visit: Visits, cast: Cast, dana: Any) -> None:
    browser = visit(dana)
    begin(browser, cast.program, "mentee")
    place = place_of(dana)
    Block.create(blocker=dana, blocked=cast.sam)
    for someone in (dana, cast.charlie, cast.sam):
        page = browser.get(f"/enrollments/{place.id}/wishes?q={someone.first_name}")
        assert "Nobody of that name" in page.text
        browser.post(f"/enrollments/{place.id}/wishes/{someone.id}", {"kind": "wish"}, status=404)
    assert "Alice" not in browser.get(f"/enrollments/{place.id}/wishes?q=%25").text
    Wish.create(enrollment=place, member=cast.sam, kind="wish")
    assert "Sam Villa" not in browser.get(f"/enrollments/{place.id}/check").text


def test_dana_cannot_learn_from_her_wishes_that_sam_has_blocked_her(visit: Visits, cast: Cast, dana: Any) -> None:
    browser = visit(dana)
    begin(browser, cast.program, "mentee")
    place = place_of(dana)
    Wish.create(enrollment=place, member=cast.sam, kind="wish")
    pages = [f"/enrollments/{place.id}/{page}" for page in ("wishes", "wishes?q=Sam", "check")]
    before = [browser.get(page).text.count("Sam Villa") for page in pages]
    Block.create(blocker=cast.sam, blocked=dana)
    assert [browser.get(page).text.count("Sam Villa") for page in pages] == before
    browser.post(f"/enrollments/{place.id}/wishes/{cast.sam.id}", {"kind": "never"})
