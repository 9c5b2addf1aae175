import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import brotli
import pytest

from db.clock import now
from db.models import Block, Enrollment, Notification, Pair, Program, Wish
from tests import people
from tests.people import Cast
from tests.queries import count_queries

Visits = Callable[..., Any]


@pytest.fixture
def mentor(cast: Cast) -> Enrollment:
    """Dana, who has one free place and speaks English."""
    return people.enrolled(cast.program, people.member("Dana Verdi"), "mentor", topics=["sleep", "work"])


@pytest.fixture
def mentee(cast: Cast) -> Enrollment:
    """Emil, who waits."""
    return people.enrolled(cast.program, people.member("Emil Roth"), "mentee", goal="To sleep one whole night.")


def board(cast: Cast, **asked: Any) -> str:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"/programs/{cast.program.id}/pairing?{query}"


def introductions(cast: Cast) -> str:
    return f"/programs/{cast.program.id}/introductions"


def fields(mentor: Enrollment, mentee: Enrollment, introduction: str = "Emil, meet Dana.") -> dict[str, Any]:
    return {"mentor_enrollment": mentor.id, "mentee_enrollment": mentee.id, "introduction": introduction}


def names_in(text: str, side: str) -> list[str]:
    section = text.split(f'id="{side}"')[1].split("</section>")[0]
    return re.findall(r"<li id=[^>]*>\s*<a href=[^>]*#(?:mentors|together)\"[^>]*>([^<]+)</a>", section)


def without_tokens(page: str) -> str:
    return re.sub(r'csrf_token" value="[^"]+|X-CSRFToken":"[^"]+', "", page)


def test_olivia_can_introduce_two_by_hand(
    visit: Visits, cast: Cast, mentor: Enrollment, mentee: Enrollment, mailbox: Callable[[], Any]
) -> None:
    following = people.enrolled(cast.program, people.member("Fay Blanc"), "mentee")
    olivia = visit(cast.olivia)
    assert names_in(olivia.get(board(cast)).text, "mentees") == ["Emil Roth", "Fay Blanc"]
    assert "Mentors for Emil" in olivia.get(board(cast, mentee=mentee.id)).text
    page = olivia.get(board(cast, mentee=mentee.id, mentor=mentor.id)).text
    assert "Dana offers sleep, which Emil wants." in page
    assert "Emil, meet Dana. Dana, meet Emil." in page
    response = olivia.post(introductions(cast), fields(mentor, mentee))
    assert response.headers["Location"].endswith(f"mentee={following.id}")
    assert "Dana Verdi and Emil Roth have been introduced." in olivia.follow(response).text
    pair = Pair.get(Pair.mentee == mentee.member)
    mails = {message["to"]: message.get_content() for message in mailbox()}
    assert mails.keys() == {"dana@example.org", "emil@example.org"}
    assert all(f"/pairs/{pair.id}" in words and "Emil, meet Dana." in words for words in mails.values())
    assert "The first message is yours" in mails["emil@example.org"]
    assert "The first message is yours" not in mails["dana@example.org"]


def test_the_members_of_the_program_cannot_pair(
    visit: Visits, cast: Cast, mentor: Enrollment, mentee: Enrollment
) -> None:
    for someone in (cast.alice, cast.bob, cast.sam, mentor.member):
        browser = visit(someone)
        browser.get(board(cast), status=403)
        browser.post(introductions(cast), fields(mentor, mentee), status=403)
        browser.post(f"{introductions(cast)}/{cast.pair.id}/delete", status=403)
    assert Pair.select().count() == 1


def test_charlie_and_another_groups_admin_cannot_even_see_the_board(
    visit: Visits, cast: Cast, mentor: Enrollment, mentee: Enrollment
) -> None:
    otto = people.member("Otto Gelb")
    people.group(otto, "Elsewhere")
    for someone in (cast.charlie, otto):
        browser = visit(someone)
        browser.get(board(cast), status=404)
        browser.post(introductions(cast), fields(mentor, mentee), status=404)
        browser.post(f"{introductions(cast)}/{cast.pair.id}/delete", status=404)
    assert Pair.select().count() == 1


def test_an_admin_cannot_reach_into_another_program(visit: Visits, cast: Cast, mentor: Enrollment) -> None:
    otto = people.member("Otto Gelb")
    theirs = people.program(people.group(otto, "Elsewhere"))
    charlie = people.enrolled(theirs, cast.charlie, "mentee")
    assert "Charlie" not in visit(cast.olivia).get(board(cast, mentee=charlie.id, mentor=mentor.id)).text
    visit(cast.olivia).post(introductions(cast), fields(mentor, charlie), status=409)
    visit(otto).post(f"/programs/{theirs.id}/introductions/{cast.pair.id}/delete", status=409)


def test_olivia_sees_who_waits_longest_first_and_whom_they_have_most_in_common_with(visit: Visits, cast: Cast) -> None:
    waits = {"Ugo Late": 1, "Ada Early": 9}
    mentees = {
        name: people.enrolled(
            cast.program,
            people.member(name),
            "mentee",
            submitted_at=now() - timedelta(days=days, hours=1),
            topics=["work", "sleep"],
        )
        for name, days in waits.items()
    }
    for name, topics in (("Zoe Both", ["sleep", "work"]), ("Kim None", ["garden"]), ("Lia One", ["work"])):
        people.enrolled(cast.program, people.member(name), "mentor", topics=topics)
    page = visit(cast.olivia).get(board(cast, mentee=mentees["Ada Early"].id)).text
    assert names_in(page, "mentees") == ["Ada Early", "Ugo Late"]
    assert "waiting for 9 days" in page
    assert names_in(page, "mentors") == ["Zoe Both", "Lia One", "Kim None", "Alice Rossi"]  # Alice is full


def test_a_block_looks_to_olivia_like_a_never(
    visit: Visits, cast: Cast, mentor: Enrollment, mentee: Enrollment
) -> None:
    olivia, address = visit(cast.olivia), board(cast, mentee=mentee.id, mentor=mentor.id)
    block = Block.create(blocker=mentee.member, blocked=mentor.member)
    blocked = olivia.get(address, htmx=True).text
    refused = olivia.post(introductions(cast), fields(mentor, mentee), status=409).text
    block.delete_instance()
    Wish.create(enrollment=mentee, member=mentor.member, kind="never")
    assert olivia.get(address, htmx=True).text == blocked
    never = olivia.post(introductions(cast), fields(mentor, mentee), status=409).text
    assert without_tokens(refused) == without_tokens(never)
    assert "These two cannot be paired" in blocked
    assert "block" not in re.sub(r"<[^>]+>", " ", blocked).lower()
    assert 'name="introduction"' not in blocked


def test_olivia_cannot_introduce_to_a_full_mentor(visit: Visits, cast: Cast, mentee: Enrollment) -> None:
    alice = Enrollment.get(Enrollment.member == cast.alice)
    page = visit(cast.olivia).get(board(cast, mentee=mentee.id, mentor=alice.id)).text
    assert "no free place left" in page
    assert 'name="introduction"' not in page
    visit(cast.olivia).post(introductions(cast), fields(alice, mentee), status=409)


def test_what_olivia_wrote_is_kept_when_it_is_too_long(
    visit: Visits, cast: Cast, mentor: Enrollment, mentee: Enrollment
) -> None:
    words = "Emil, meet Dana." + "!" * 2000
    page = visit(cast.olivia).post(introductions(cast), fields(mentor, mentee, words), status=422).text
    assert words in page
    assert "under 2,000 characters" in page


def test_a_post_without_people_is_refused_in_words(visit: Visits, cast: Cast) -> None:
    visit(cast.olivia).post(introductions(cast), {"introduction": "x"}, status=422)
    huge = {"mentor_enrollment": 10**30, "mentee_enrollment": "x", "introduction": "x"}
    visit(cast.olivia).post(introductions(cast), huge, status=422)
    visit(cast.olivia).get(board(cast, mentee=10**30, mentor=-1, mentee_page=10**30, mentor_page="x"))


def test_olivias_words_are_text_on_the_board(visit: Visits, cast: Cast, mentee: Enrollment) -> None:
    eve = people.enrolled(cast.program, people.member("Eve <b>Nero</b>"), "mentor", topics=["<i>sleep</i>"])
    Enrollment.update(topics=["<i>sleep</i>"], goal="<script>").where(Enrollment.id == mentee.id).execute()
    page = visit(cast.olivia).get(board(cast, mentee=mentee.id, mentor=eve.id)).text
    assert not re.search(r"<b>Nero|<i>|<script>", page)


def test_nobodys_mail_address_is_on_the_board(
    visit: Visits, cast: Cast, mentor: Enrollment, mentee: Enrollment
) -> None:
    assert "@example.org" not in visit(cast.olivia).get(board(cast, mentee=mentee.id, mentor=mentor.id)).text


def test_the_suggestion_names_neither_the_goal_nor_a_wish(
    visit: Visits, cast: Cast, mentor: Enrollment, mentee: Enrollment
) -> None:
    Wish.create(enrollment=mentee, member=mentor.member, kind="wish")
    page = visit(cast.olivia).get(board(cast, mentee=mentee.id, mentor=mentor.id)).text
    suggestion = page.split("<textarea")[1].split("</textarea>")[0]
    assert "Emil wished for Dana." in page
    assert "wish" not in suggestion
    assert "whole night" not in suggestion


def test_olivia_can_find_someone_by_name_without_accents(visit: Visits, cast: Cast, mentor: Enrollment) -> None:
    people.enrolled(cast.program, people.member("José Núñez"), "mentee")
    people.enrolled(cast.program, people.member("Emil Roth"), "mentee")
    page = visit(cast.olivia).get(board(cast, mentee_search="nunez", mentor_search="VERDI")).text
    assert names_in(page, "mentees") == ["José Núñez"]
    assert names_in(page, "mentors") == ["Dana Verdi"]
    assert "1 of 2" in page


def test_selecting_swaps_only_the_board(visit: Visits, cast: Cast, mentor: Enrollment, mentee: Enrollment) -> None:
    text = visit(cast.olivia).get(board(cast, mentee=mentee.id), htmx=True).text
    assert text.lstrip().startswith('<div id="board"')
    assert "<h1" not in text


def test_olivia_is_told_when_nobody_waits_or_no_mentor_has_a_place(visit: Visits, cast: Cast) -> None:
    olivia = visit(cast.olivia)
    assert "Nobody is waiting to be paired" in olivia.get(board(cast)).text
    mentee = people.enrolled(cast.program, people.member("Emil Roth"), "mentee")
    assert "No mentor has a free place" in olivia.get(board(cast, mentee=mentee.id)).text
    Enrollment.delete().where(Enrollment.role == "mentor").execute()
    assert "No mentor has a free place" in olivia.get(board(cast)).text


def test_a_mentee_who_no_longer_waits_is_said_so(visit: Visits, cast: Cast, mentee: Enrollment) -> None:
    people.enrolled(cast.program, people.member("Fay Blanc"), "mentee")
    Enrollment.update(state="withdrawn").where(Enrollment.id == mentee.id).execute()
    assert "no longer waiting" in visit(cast.olivia).get(board(cast, mentee=mentee.id)).text


def test_nobody_can_be_introduced_in_a_finished_program(
    visit: Visits, cast: Cast, mentor: Enrollment, mentee: Enrollment
) -> None:
    Program.update(state="finished").execute()
    page = visit(cast.olivia).get(board(cast, mentee=mentee.id, mentor=mentor.id)).text
    assert 'name="introduction"' not in page
    visit(cast.olivia).post(introductions(cast), fields(mentor, mentee), status=409)


def test_olivia_can_take_an_introduction_back(
    visit: Visits, cast: Cast, mentor: Enrollment, mentee: Enrollment, mailbox: Callable[[], Any]
) -> None:
    olivia = visit(cast.olivia)
    olivia.post(introductions(cast), fields(mentor, mentee))
    pair = Pair.get(Pair.mentee == mentee.member)
    path = f"{introductions(cast)}/{pair.id}/delete"
    assert path in olivia.get(board(cast)).text
    page = olivia.follow(olivia.post(path)).text
    assert "has been taken back" in page
    assert "Mentors for Emil" in page
    assert [message["subject"] for message in mailbox()[:2]] == ["Your introduction in New parents was taken back"] * 2
    assert Notification.select().where(Notification.kind == "introduction_taken_back").count() == 2
    olivia.post(path, status=409)


def fill(cast: Cast, count: int, start: int = 0) -> None:
    for n in range(start, start + count):
        answers = {"topics": ["sleep", "work"], "goal": "To find a way back to work without feeling torn in two."}
        people.enrolled(cast.program, people.member(f"Mentee{n} Conti"), "mentee", **answers)
        people.enrolled(cast.program, people.member(f"Mentor{n} Rossi"), "mentor", capacity=3, **answers)
    ids = [row.id for row in Enrollment.select().where(Enrollment.member.in_(_named(f"Mentor{start}")))]
    Pair.update(mentor_enrollment=ids[0]).where(Pair.id == cast.pair.id).execute()


def _named(name: str) -> Any:
    from db.models import Member

    return Member.select().where(Member.name.startswith(name))


def test_the_board_makes_as_many_queries_for_50_as_for_5(visit: Visits, cast: Cast) -> None:
    olivia, counts = visit(cast.olivia), []
    for start, count in ((0, 5), (5, 45)):
        fill(cast, count, start)
        mentee = Enrollment.waiting_mentees(cast.program).first()
        mentor = Enrollment.mentors_in_play(cast.program).first()
        with count_queries() as queries:
            olivia.get(board(cast, mentee=mentee.id, mentor=mentor.id))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 23


def test_the_board_of_500_people_is_paged_and_light(visit: Visits, cast: Cast) -> None:
    fill(cast, 120)
    page = visit(cast.olivia).get(board(cast, mentee_page=2)).text
    assert len(names_in(page, "mentees")) == 50
    assert "51 to 100 of 120" in page
    assert len(names_in(visit(cast.olivia).get(board(cast, mentee_page=99)).text, "mentees")) == 20
    assert len(brotli.compress(page.encode(), quality=5)) < 12_000
