"""The closing's pages: each part saved by itself, and what the group and its admins see of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from db.clock import now
from db.models import AuditEntry, ClosingAnswer, Enrollment, Pair, Program, Renewal, Thanks
from db.models import Testimonial as Showing  # pytest takes a name that begins so for a test
from tests import ending, people
from tests.people import Cast
from webapp.domain import closing, pairs, safety

Visits = Callable[..., Any]

SURVEY = {"goal": "4", "worth": "5", "recommend": "9"}


@pytest.fixture
def home(cast: Cast) -> str:
    ending.walk(cast.pair)
    return f"/pairs/{cast.pair.id}"


def shown(visit: Visits, cast: Cast, home: str, **wishes: str) -> Showing:
    """Bob thanks Alice and asks; she agrees."""
    bob, alice = visit(cast.bob), visit(cast.alice)
    bob.post(f"{home}/closing/thanks", {"body": "Thank you for the evenings"})
    page = f"{home}/testimonials/{Thanks.get().id}"
    bob.post(page, {"version": version_on(bob.get(page).text), "is_signed": "y", **wishes})
    alice.post(page, {"version": version_on(alice.get(page).text), "is_signed": "y", **wishes})
    return Showing.get()


def version_on(page: str) -> str:
    return page.split('name="version"')[1].split('value="')[1].split('"')[0]


def test_the_last_step_leads_there_and_finishing_leads_back(visit: Visits, cast: Cast) -> None:
    bob, home = visit(cast.bob), f"/pairs/{cast.pair.id}"
    bob.get(f"{home}/closing", status=409)
    assert f"{home}/closing" not in bob.get(home).text
    ending.walk(cast.pair, but_last=True)
    assert f'href="{home}/closing"' in bob.get(home).text
    assert "When you have noted the last step as done" in bob.get(f"{home}/closing").text
    ending.walk(cast.pair)
    page = bob.follow(bob.post(f"{home}/finish")).text
    assert "Your certificate" in page
    assert "until 30 days after the end" in page


def test_charlie_cannot_see_any_of_it(visit: Visits, cast: Cast, home: str) -> None:
    for path in (f"{home}/closing", f"{home}/certificate", f"/programs/{cast.program.id}/closing"):
        visit(cast.charlie).get(path, status=404)
    visit(cast.sam).get(f"/programs/{cast.program.id}/closing", status=403)


def test_alice_reads_what_bob_leaves_and_is_told(visit: Visits, cast: Cast, home: str) -> None:
    bob, alice = visit(cast.bob), visit(cast.alice)
    bob.post(f"{home}/closing/thanks", {"body": "Thank <b>you</b>"})
    assert "Bob has left you a thank-you." in alice.get("/").text
    assert "Thank &lt;b&gt;you&lt;/b&gt;" in alice.get(f"{home}/closing").text
    assert "Write something first." in bob.post(f"{home}/closing/thanks", {"body": " "}, status=422).text
    bob.post(f"{home}/closing/thanks/delete")
    assert "Thank &lt;b&gt;" not in alice.get(f"{home}/closing").text


def test_a_survey_without_an_answer_is_shown_again_with_what_was_said(visit: Visits, cast: Cast, home: str) -> None:
    bob = visit(cast.bob)
    page = bob.post(f"{home}/closing/answers", {"goal": "4", "words": "More"}, status=422).text
    assert "Choose a number from 0 to 10 for a friend." in page
    assert "More</textarea>" in page
    bob.post(f"{home}/closing/answers", {**SURVEY, "words": "More", "is_signed": "y"})
    assert "More</textarea>" in bob.get(f"{home}/closing").text
    assert "More" not in visit(cast.alice).get(f"{home}/closing").text


def test_thanks_are_shown_once_both_agree_and_gone_when_either_takes_them_back(
    visit: Visits, cast: Cast, home: str, dana: Any
) -> None:
    row = shown(visit, cast, home)
    pages = (f"/programs/{cast.program.id}", f"/groups/{cast.group.slug}")
    for page in pages:
        text = visit(dana).get(page).text
        assert "Thank you for the evenings" in text
        assert "Bob, mentee" in text
    assert f"/members/{cast.bob.id}/reports/new" in text
    assert "evenings" not in visit(cast.charlie).get(pages[1]).text  # the door
    visit(cast.alice).post(f"{home}/testimonials/{row.thanks_id}/delete")
    assert "evenings" not in visit(dana).get(pages[0]).text
    assert "evenings" not in Showing.get().body


def test_visitors_read_it_only_if_both_said_so(visit: Visits, cast: Cast, home: str) -> None:
    shown(visit, cast, home, is_public="y")
    door = visit(cast.charlie).get(f"/groups/{cast.group.slug}").text
    assert "Thank you for the evenings" in door
    assert "reports/new" not in door


def test_words_that_were_changed_meanwhile_are_not_agreed_to(visit: Visits, cast: Cast, home: str) -> None:
    bob, alice = visit(cast.bob), visit(cast.alice)
    bob.post(f"{home}/closing/thanks", {"body": "First"})
    page = f"{home}/testimonials/{Thanks.get().id}"
    seen = version_on(alice.get(page).text)
    bob.post(f"{home}/closing/thanks", {"body": "Second"})
    alice.post(page, {"version": seen}, status=409)
    assert not Showing.select().exists()


def test_olivia_can_hide_one_and_show_it_again(visit: Visits, cast: Cast, home: str, dana: Any) -> None:
    row, olivia = shown(visit, cast, home), visit(cast.olivia)
    base = f"/programs/{cast.program.id}"
    olivia.post(f"{base}/testimonials/{row.id}/hiding")
    assert "evenings" not in visit(dana).get(base).text
    assert "taken it off" in visit(cast.bob).get(f"{home}/closing").text
    assert "hid words of thanks" in olivia.get(f"/groups/{cast.group.slug}/audit").text
    olivia.post(f"{base}/testimonials/{row.id}/hiding/delete")
    assert "evenings" in visit(dana).get(base).text
    assert AuditEntry.select().where(AuditEntry.action.startswith("testimonial.")).count() == 2


def test_a_block_takes_it_away(visit: Visits, cast: Cast, home: str, dana: Any) -> None:
    shown(visit, cast, home)
    safety.block(blocker=cast.bob, blocked=cast.alice)
    assert not Showing.select().exists()
    assert "A good end" not in visit(cast.charlie).get("/").text


def test_olivia_sees_numbers_from_five_answers_on(visit: Visits, cast: Cast) -> None:
    olivia, page = visit(cast.olivia), f"/programs/{cast.program.id}/closing"
    for number in range(3):
        two = [people.member(f"{name}{number} X") for name in ("Mentor", "Mentee")]
        pair = ending.walk(people.introduced(cast.program, *two))
        for member in two:
            if number < 2 or member is two[0]:
                words = f"{member.first_name} says"
                closing.answer(pair=pair, member=member, goal=4, worth=5, recommend=9, words=words)
        text = olivia.get(page).text
        assert ("on average 4.0" in text) == (number == 2)
        assert ("Mentor0 says" in text) == (number == 2)
    assert '"How far they got, 1 to 5",4,5' in olivia.get(f"{page}.csv").text


def test_going_on_needs_both(visit: Visits, cast: Cast, home: str) -> None:
    bob, alice = visit(cast.bob), visit(cast.alice)
    bob.post(f"{home}/finish")
    bob.post(f"{home}/renewals", {"weeks": "4"})
    assert "Bob would like to go on for a while" in alice.get("/").text
    renewal = Renewal.get()
    bob.post(f"{home}/renewals/{renewal.id}/agreement", status=403)
    alice.post(f"{home}/renewals/{renewal.id}/agreement")
    assert Pair.get_by_id(cast.pair.id).state == "active"
    assert "You two go on until" in bob.get(f"{home}/closing").text
    assert "You and Alice go on together." in bob.get("/").text


@pytest.mark.parametrize(("choice", "role"), [("again", "mentee"), ("mentor", "mentor")])
def test_a_choice_leads_to_the_place(visit: Visits, cast: Cast, home: str, choice: str, role: str) -> None:
    bob = visit(cast.bob)
    bob.post(f"{home}/closing/choice", {"choice": choice})
    assert Enrollment.select().where(Enrollment.member == cast.bob).count() == 1
    bob.post(f"{home}/finish")
    place = bob.post(f"{home}/closing/choice", {"choice": choice}).headers["Location"]
    assert bob.get(place).status_code == 200
    made = Enrollment.get((Enrollment.member == cast.bob) & (Enrollment.role == role))
    assert made.state == "draft"
    assert made.languages == ["en"]
    assert str(made.id) in place


def test_where_nobody_is_taken_the_choice_is_kept(visit: Visits, cast: Cast, home: str) -> None:
    bob = visit(cast.bob)
    bob.post(f"{home}/finish")
    Program.update(state="finished").execute()
    assert "No program of the group" in bob.follow(bob.post(f"{home}/closing/choice", {"choice": "again"})).text
    assert ClosingAnswer.get().choice == "again"


def test_bob_has_a_certificate_that_olivia_can_check(visit: Visits, cast: Cast, home: str) -> None:
    bob, olivia = visit(cast.bob), visit(cast.olivia)
    bob.get(f"{home}/certificate", status=409)
    bob.post(f"{home}/finish")
    page = bob.get(f"{home}/certificate").text
    assert "Bob Conti" in page
    assert "Alice" not in page
    line = page.split('<b dir="ltr">')[1].split("<")[0]
    check = f"/programs/{cast.program.id}/closing?line="
    assert "It is genuine: Bob Conti." in olivia.get(check + line.lower().replace("-", " ")).text
    other = line[:-1] + ("A" if line[-1] != "A" else "B")
    assert "No certificate" in olivia.get(check + other).text
    assert "No certificate" in olivia.get(check + line.replace("E-", "M-")).text


def test_an_end_before_the_end_has_a_closing_without_shame(visit: Visits, cast: Cast) -> None:
    Pair.update(introduced_at=now() - timedelta(days=20)).execute()
    home = f"/pairs/{cast.pair.id}"
    pairs.end(pair=ending.fresh(cast.pair), member=cast.alice)
    bob = visit(cast.bob)
    assert f"{home}/closing" in bob.get(home).text
    page = bob.get(f"{home}/closing").text
    assert "Every path has its own length." in page
    assert "Or go on for a while" not in page
    bob.get(f"{home}/certificate", status=409)
    Pair.update(closed_at=now() - timedelta(days=31), introduced_at=now() - timedelta(days=60)).execute()
    bob.get(f"{home}/closing", status=409)
    assert f"{home}/closing" not in bob.get(home).text
