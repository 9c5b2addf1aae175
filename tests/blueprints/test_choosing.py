"""The pages of those who choose and of those who are asked; who sees what of whom."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from db.clock import now
from db.models import Block, Enrollment, MentorRequest, Openness, Pair, PairingPolicy, Ranking, ShownMentor, Wish
from tests import choosing, people
from tests.choosing import accept, ask, of, run_out, states
from tests.people import Cast
from webapp import jobs
from webapp.domain import rankings

Visits = Callable[..., Any]
Mailbox = Callable[[], list[Any]]


@pytest.fixture(autouse=True)
def _asking(cast: Cast) -> None:
    choosing.by(cast, "asking")


@pytest.fixture
def anna(cast: Cast) -> Enrollment:
    return choosing.mentor(
        cast, "Anna Prima", topics=["sleep", "work"], experience="Two of mine", goal="secret goal", location="Trento"
    )


@pytest.fixture
def emil(cast: Cast, anna: Enrollment) -> Enrollment:
    return choosing.mentee(
        cast, "Emil Roth", anna, choosing.mentor(cast, "Bruno Secondo"), experience="First child", goal="hidden goal"
    )


def ranking(place: Enrollment) -> str:
    return f"/enrollments/{place.id}/ranking"


def requests(place: Enrollment) -> str:
    return f"/enrollments/{place.id}/requests"


def test_emil_sees_first_names_and_what_mentors_share_and_no_more(visit: Visits, cast: Cast, emil: Enrollment) -> None:
    text = visit(emil.member).get(ranking(emil)).text
    for seen in ("Anna", "Two of mine", "Trento", "Ask Anna"):
        assert seen in text
    for hidden in ("Prima", "secret goal", "@example.org"):
        assert hidden not in text


def test_emil_can_put_mentors_in_order_without_script(visit: Visits, emil: Enrollment, anna: Enrollment) -> None:
    (first, second), browser = Ranking.order_of(emil), visit(emil.member)
    browser.post(ranking(emil), {"order": f"{second} {first}"})
    assert Ranking.order_of(emil) == [second, first]
    browser.post(ranking(emil), {"order": str(second)})
    assert Ranking.order_of(emil) == [second]
    browser.post(ranking(emil), {"order": "x ² 99999999999999 -1"})
    assert Ranking.order_of(emil) == []


def test_emil_can_ask_and_anna_can_accept(
    visit: Visits, mailbox: Mailbox, cast: Cast, emil: Enrollment, anna: Enrollment
) -> None:
    asked = visit(emil.member).follow(visit(emil.member).post(requests(emil)))
    assert "asked, has until" in asked.text
    (letter,) = mailbox()
    assert (letter["to"], letter["subject"]) == ("anna@example.org", "Emil asks you to be their mentor in New parents")
    mentor = visit(anna.member)
    assert "Emil asks you to be their mentor" in mentor.get("/").text
    page = mentor.get(requests(anna)).text
    for seen in ("First child", "You can answer until"):
        assert seen in page
    for hidden in ("Roth", "hidden goal", "emil@"):
        assert hidden not in page
    request = of(emil)[0]
    answer = mentor.post(f"/requests/{request.id}/acceptance")
    pair = Pair.get(Pair.mentee == emil.member)
    assert answer.headers["Location"] == f"/pairs/{pair.id}"
    assert "Emil" in pair.introduction
    subjects = {(mail["to"], mail["subject"]) for mail in mailbox()}
    assert ("emil@example.org", "Anna Prima has said yes: your mentor in New parents") in subjects
    assert ("anna@example.org", "Emil Roth is your mentee in New parents") in subjects
    count = len(mailbox())
    mentor.post(f"/requests/{request.id}/acceptance")  # a second tap
    assert len(mailbox()) == count


def test_anna_can_decline_and_emil_hears_who_is_asked_now(
    visit: Visits, mailbox: Mailbox, emil: Enrollment, anna: Enrollment
) -> None:
    ask(emil)
    mentor = visit(anna.member)
    assert "Nobody asks you" in mentor.follow(mentor.post(f"/requests/{of(emil)[0].id}/refusal")).text
    assert [mail["to"] for mail in mailbox()] == ["emil@example.org", "bruno@example.org"]
    page = visit(emil.member).get(requests(emil)).text
    assert "not this time" in page
    assert "declin" not in page
    mentor.post(f"/requests/{of(emil)[0].id}/refusal", status=409)


def test_emil_hears_what_comes_next_when_nobody_is_left(visit: Visits, mailbox: Mailbox, emil: Enrollment) -> None:
    ask(emil)
    for number in (0, 1):
        request = of(emil)[number]
        visit(request.mentor.member).post(f"/requests/{request.id}/refusal")
    assert mailbox()[0]["subject"] == "An admin looks for your mentor in New parents"
    assert "an admin looks for somebody who fits" in visit(emil.member).get(requests(emil)).text
    assert "An admin now looks" in visit(emil.member).get("/").text


def test_whoever_looks_moves_on_what_has_run_out_though_no_job_runs(visit: Visits, emil: Enrollment) -> None:
    ask(emil)
    run_out(emil)
    page = visit(emil.member).get(requests(emil)).text
    assert "not this time" in page
    assert states(emil) == ["expired", "asked"]


def test_the_clock_moves_on_what_has_run_out_once(mailbox: Mailbox, emil: Enrollment) -> None:
    ask(emil)
    run_out(emil)
    jobs._look_at_queues()
    jobs._look_at_queues()
    assert states(emil) == ["expired", "asked"]
    assert [mail["to"] for mail in mailbox()] == ["emil@example.org", "bruno@example.org"]


def test_emil_can_ask_nobody_any_more(visit: Visits, emil: Enrollment, anna: Enrollment) -> None:
    ask(emil)
    browser = visit(emil.member)
    assert "You ask nobody now" in browser.follow(browser.post(f"{requests(emil)}/delete")).text
    assert "Nobody asks you" in visit(anna.member).get(requests(anna)).text


def test_emil_cannot_ask_and_take_back_all_day(visit: Visits, mailbox: Mailbox, emil: Enrollment) -> None:
    browser = visit(emil.member)
    for _ in range(6):
        browser.post(requests(emil))
        browser.post(f"{requests(emil)}/delete")
    browser.post(requests(emil), status=429)
    assert len(mailbox()) == 6


def test_charlie_cannot_reach_any_of_it(visit: Visits, cast: Cast, emil: Enrollment, anna: Enrollment) -> None:
    ask(emil)
    people.enrolled(cast.program, cast.sam, "mentor")
    for someone in (cast.charlie, cast.sam, cast.olivia, emil.member):
        browser = visit(someone)
        browser.post(f"/requests/{of(emil)[0].id}/acceptance", status=404)
        browser.post(f"/requests/{of(emil)[0].id}/refusal", status=404)
        browser.get(requests(anna), status=404)
    visit(cast.charlie).get(ranking(emil), status=404)
    visit(cast.charlie).post(requests(emil), status=404)
    bruno = of(emil)[1]
    visit(bruno.mentor.member).post(f"/requests/{bruno.id}/acceptance", status=404)  # not asked yet, nor told


def test_there_is_nothing_of_it_where_the_admin_decides(visit: Visits, cast: Cast, emil: Enrollment) -> None:
    choosing.by(cast, "admin")
    browser = visit(emil.member)
    browser.get(ranking(emil), status=404)
    browser.post(requests(emil), status=404)
    assert "You have a say" not in browser.get(f"/enrollments/{emil.id}").text


def test_a_mentor_who_enrolled_before_is_shown_to_nobody_until_they_say_yes(
    visit: Visits, cast: Cast, emil: Enrollment
) -> None:
    dora = people.enrolled(cast.program, people.member("Dora Quarta"), "mentor", experience="Dora's story")
    ShownMentor.delete().execute()
    assert "Dora" not in visit(emil.member).get(ranking(emil)).text
    browser = visit(dora.member)
    assert "May mentees find you?" in browser.get(f"/enrollments/{dora.id}").text
    browser.post(f"/enrollments/{dora.id}/openness")
    assert "May mentees find you?" not in browser.get(f"/enrollments/{dora.id}").text
    assert "Dora" in visit(emil.member).get(ranking(emil)).text


@pytest.mark.parametrize(("how", "words"), [
    ("admin", "The admins who pair read this, and later the person you are paired with."),
    ("asking", "mentees of this program who choose whom to ask"),
    ("ranking", "mentees of this program who say whom they would like"),
])  # fmt: skip
def test_a_mentor_is_told_who_reads_before_answering_and_sending_is_a_yes(
    visit: Visits, cast: Cast, how: str, words: str
) -> None:
    choosing.by(cast, how)
    place = people.enrolled(cast.program, people.member("Dora Quarta"), "mentor", state="draft", submitted_at=None)
    browser = visit(place.member)
    for topic in ("topics", "experience", "languages", "about", "availability"):
        assert words in browser.get(f"/enrollments/{place.id}/{topic}").text
    assert "Only the admins who pair read this." in browser.get(f"/enrollments/{place.id}/goal").text
    assert ("see your first name" in browser.get(f"/enrollments/{place.id}/check").text) is (how != "admin")
    browser.post(f"/enrollments/{place.id}/submission")
    assert bool(Openness.among([place])) is (how != "admin")


def test_a_mentee_is_told_that_whom_they_ask_reads_it(visit: Visits, cast: Cast, emil: Enrollment) -> None:
    topic = f"/enrollments/{emil.id}/experience"
    assert "any mentor whom you ask" in visit(emil.member).get(topic).text
    choosing.by(cast, "ranking")
    assert "any mentor whom you ask" not in visit(emil.member).get(topic).text


def test_whom_emil_must_not_meet_is_missing_without_a_word(
    visit: Visits, cast: Cast, emil: Enrollment, anna: Enrollment
) -> None:
    plain = visit(emil.member).get(ranking(emil)).text
    assert "Anna" in plain
    for made in (
        lambda: Block.create(blocker=anna.member, blocked=emil.member),
        lambda: Block.create(blocker=emil.member, blocked=anna.member),
        lambda: Wish.create(enrollment=anna, member=emil.member, kind="never"),
    ):
        row = made()
        assert "Anna" not in visit(emil.member).get(ranking(emil)).text
        row.delete_instance()


def test_olivia_sees_who_asks_and_who_has_ranked(visit: Visits, cast: Cast, emil: Enrollment) -> None:
    olivia = visit(cast.olivia)
    for page in (f"/programs/{cast.program.id}/enrollments", f"/programs/{cast.program.id}/pairing"):
        assert "has ranked mentors" in olivia.get(page).text
    ask(emil)
    for page in (f"/programs/{cast.program.id}/enrollments", f"/programs/{cast.program.id}/pairing"):
        assert "asks a mentor" in olivia.get(page).text


def test_olivia_can_introduce_by_hand_and_what_the_mentor_was_asked_by_others_moves_on(
    visit: Visits, mailbox: Mailbox, cast: Cast, emil: Enrollment, anna: Enrollment
) -> None:
    ask(emil)
    fritz = choosing.mentee(cast, "Fritz Lang")
    form = {"mentee_enrollment": fritz.id, "mentor_enrollment": anna.id, "introduction": "Meet."}
    visit(cast.olivia).post(f"/programs/{cast.program.id}/introductions", form)
    assert states(emil) == ["withdrawn", "asked"]
    assert "Bruno is asked now, in New parents" in [mail["subject"] for mail in mailbox()]


def test_those_who_wait_are_told_how_long_and_when(visit: Visits, cast: Cast, emil: Enrollment) -> None:
    PairingPolicy.update(next_round_on=(now() + timedelta(days=20)).date()).execute()
    for n in range(5):
        mentor = choosing.mentor(cast, f"Mentor{n} Uno")
        accept_one(cast, mentor, f"Mentee{n} Uno")
    for page in ("/", f"/enrollments/{emil.id}"):
        text = visit(emil.member).get(page).text
        assert "people were introduced within" in text
        assert "The next round of introductions is planned for" in text


def accept_one(cast: Cast, mentor: Enrollment, name: str) -> None:
    mentee = choosing.mentee(cast, name, mentor, submitted_at=now() - timedelta(days=3))
    ask(mentee)
    accept(MentorRequest.of_mentee(mentee)[0])


def test_suggestions_stay_as_they_are(visit: Visits, cast: Cast, emil: Enrollment) -> None:
    first = [one.mentor.id for one in rankings.suggestions(enrollment=emil)]
    choosing.mentor(cast, "Zeno Ultimo", topics=["sleep", "work", "feeding"])
    assert [one.mentor.id for one in rankings.suggestions(enrollment=emil)][: len(first)] == first
