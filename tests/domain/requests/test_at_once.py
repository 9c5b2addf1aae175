"""Answers, the end of the three days, introductions and blocks at the same moment: nothing is given twice."""

from datetime import timedelta
from typing import Any

from db.clock import now
from db.models import Enrollment, MentorRequest, Pair
from tests import choosing
from tests.choosing import accept, ask, of, states, told
from tests.concurrently import at_once
from tests.people import Cast
from webapp.domain import pairing, queues, requests, safety
from webapp.domain.errors import NobodyToAsk, NotYours, Refused


def test_the_last_place_asked_for_by_ten_is_given_once(cast: Cast, anna: Enrollment) -> None:
    asking = [choosing.mentee(cast, f"Mentee{n} Uno", anna) for n in range(10)]
    for mentee in asking:
        ask(mentee)
    results = at_once(*(lambda mentee=mentee: accept(of(mentee)[0]) for mentee in asking))
    assert sum(isinstance(result, tuple) for result in results) == 1
    assert all(isinstance(result, (tuple, Refused)) for result in results), results
    assert Pair.select().where(Pair.mentor == anna.member).count() == 1


def test_two_yeses_at_once_make_one_pair(emil: Enrollment) -> None:
    ask(emil)
    results = at_once(*[lambda: accept(of(emil)[0])] * 5)
    assert {result[0].id for result in results} == {Pair.get(Pair.mentee == emil.member).id}
    assert Pair.select().where(Pair.mentee == emil.member).count() == 1


def test_a_yes_and_the_end_of_the_three_days_make_either_a_pair_or_a_next_one(cast: Cast, emil: Enrollment) -> None:
    ask(emil)
    soon = now() + timedelta(milliseconds=120)
    MentorRequest.update(expires_at=soon).where(MentorRequest.state == "asked").execute()
    actions = [lambda: accept(of(emil)[0]), *[lambda: queues.settle(program=cast.program)] * 3]
    while now() < soon - timedelta(milliseconds=10):
        pass
    at_once(*actions)
    queues.settle(program=cast.program)
    expected = (["accepted", "withdrawn"], 1) if "accepted" in states(emil) else (["expired", "asked"], 0)
    assert (states(emil), Pair.select().where(Pair.mentee == emil.member).count()) == expected


def test_a_yes_and_an_introduction_by_hand_make_one_pair(cast: Cast, emil: Enrollment, bruno: Enrollment) -> None:
    ask(emil)
    by_hand = {"mentor_enrollment_id": bruno.id, "mentee_enrollment_id": emil.id, "introduction": ""}
    at_once(
        lambda: accept(of(emil)[0]),
        lambda: pairing.introduce(by=cast.olivia, program=cast.program, **by_hand),
        lambda: queues.settle(program=cast.program),
    )
    assert Pair.select().where(Pair.mentee == emil.member).count() == 1
    assert not set(states(emil)) & {"asked", "queued"}


def test_a_block_beside_a_question_leaves_nothing_open(cast: Cast, anna: Enrollment) -> None:
    asking = [choosing.mentee(cast, f"Mentee{n} Uno", anna) for n in range(5)]
    actions: list[Any] = []
    for mentee in asking:
        actions.append(lambda mentee=mentee: ask(mentee))
        actions.append(lambda mentee=mentee: safety.block(blocker=anna.member, blocked=mentee.member))
    results = at_once(*actions)
    assert not [result for result in results if isinstance(result, Exception) and not isinstance(result, NobodyToAsk)]
    assert requests.open_to([anna]) == []
    assert "mentor_asked" not in told(anna.member)
    queues.settle(program=cast.program)
    assert not MentorRequest.select().where(MentorRequest.state == "asked").exists()


def test_charlie_cannot_answer_for_anna_while_she_does(cast: Cast, emil: Enrollment) -> None:
    ask(emil)
    mine, his = at_once(lambda: accept(of(emil)[0]), lambda: accept(of(emil)[0], cast.charlie))
    assert isinstance(his, NotYours), his
    assert mine[0].mentee == emil.member
