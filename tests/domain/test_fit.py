"""A say and a way back: declining in the first week, and how a pair fits after the second."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from db.clock import now
from db.models import Enrollment, FitAnswer, Member, Notification, Pair, Precedence
from tests import people
from tests.concurrently import at_once
from tests.people import Cast
from webapp.domain import enrollments, fit, pairing, pairs, safety
from webapp.domain.errors import AlreadyIntroduced, PairIsClosed, TooLate, WrongState
from webapp.domain.matching import pool

DAYS = timedelta(days=1)


def aged(pair: Pair, days: float) -> Pair:
    """The pair, introduced some days ago."""
    Pair.update(introduced_at=now() - days * DAYS).where(Pair.id == pair.id).execute()
    return Pair.with_id(pair.id) or pair


def state_of(pair: Pair) -> tuple[str, str, str]:
    fresh = Pair.get_by_id(pair.id)
    return fresh.state, fresh.mentor_enrollment.state, fresh.mentee_enrollment.state


def said(member: Member) -> list[tuple[str, dict[str, str]]]:
    return [(row.kind, row.names) for row in Notification.select().where(Notification.member == member)]


@pytest.mark.parametrize(("who", "other", "role"), [("alice", "bob", "mentee"), ("bob", "alice", "mentor")])
def test_either_can_decline_within_a_week_and_the_mentee_comes_first(
    cast: Cast, who: str, other: str, role: str
) -> None:
    pair = aged(cast.pair, 6.9)
    assert fit.of(pair, getattr(cast, who)).can_decline
    assert fit.decline(pair=pair, member=getattr(cast, who))
    assert state_of(pair) == ("ended", "waiting", "waiting")
    assert Precedence.of_program(cast.program)[pair.mentee_enrollment_id].comes_first
    assert pair.mentor_enrollment_id not in Precedence.of_program(cast.program)
    assert [kind for kind, _names in said(getattr(cast, other))] == [f"pair_given_up_{role}"]
    assert said(getattr(cast, who)) == []


def test_who_declined_is_kept_nowhere_in_the_pair(cast: Cast) -> None:
    fit.decline(pair=cast.pair, member=cast.bob)
    assert Pair.get_by_id(cast.pair.id).closed_by is None


def test_nobody_can_decline_after_a_week(cast: Cast) -> None:
    pair = aged(cast.pair, 7.1)
    assert not fit.of(pair, cast.bob).can_decline
    with pytest.raises(TooLate):
        fit.decline(pair=pair, member=cast.bob)
    assert state_of(pair)[0] == "active"


def test_both_can_decline_at_once_and_one_of_them_closes_it(cast: Cast) -> None:
    for n in range(10):
        mia, dana = people.member(f"Mia{n} Verdi"), people.member(f"Dana{n} Verdi")
        pair = people.introduced(cast.program, mia, dana)
        results = at_once(*(partial(fit.decline, pair=pair, member=member) for member in (mia, dana)))
        assert sorted(results) == [False, True]
        assert state_of(pair) == ("ended", "waiting", "waiting")
        assert len(said(mia)) + len(said(dana)) == 1


def test_declining_while_the_other_ends_it_closes_it_once(cast: Cast) -> None:
    for n in range(10):
        mia, dana = people.member(f"Mia{n} Verdi"), people.member(f"Dana{n} Verdi")
        pair = people.introduced(cast.program, mia, dana)
        declined, ended = at_once(
            partial(fit.decline, pair=pair, member=mia), partial(pairs.end, pair=pair, member=dana)
        )
        assert (declined is True) == isinstance(ended, PairIsClosed)
        assert Pair.get_by_id(pair.id).state == "ended"


def test_the_two_cannot_be_introduced_again(cast: Cast) -> None:
    fit.decline(pair=cast.pair, member=cast.alice)
    places = (cast.pair.mentor_enrollment_id, cast.pair.mentee_enrollment_id)
    with pytest.raises(AlreadyIntroduced):
        pairing.introduce(
            by=cast.olivia,
            program=cast.program,
            mentor_enrollment_id=places[0],
            mentee_enrollment_id=places[1],
            introduction="",
        )


def test_the_mentors_place_is_free_again_and_stays_taken_by_their_other_mentee(cast: Cast) -> None:
    dana = people.enrolled(cast.program, people.member("Dana Verdi"), "mentee", state="paired")
    both = {"mentor_enrollment": cast.pair.mentor_enrollment, "mentee_enrollment": dana}
    Pair.create(program=cast.program, mentor=cast.alice, mentee=dana.member, **both)
    fit.decline(pair=cast.pair, member=cast.alice)
    assert state_of(cast.pair) == ("ended", "paired", "waiting")
    assert Pair.places_taken(cast.program, cast.alice.id) == 1


def test_a_mentee_who_rests_meanwhile_goes_on_resting(cast: Cast) -> None:
    enrollments.pause(enrollment=cast.pair.mentee_enrollment, actor=cast.bob)
    fit.decline(pair=cast.pair, member=cast.alice)
    assert state_of(cast.pair)[2] == "paused"
    assert Precedence.of_program(cast.program)[cast.pair.mentee_enrollment_id].comes_first


def test_a_pair_that_was_walked_uses_up_what_let_its_mentee_come_first(cast: Cast) -> None:
    Precedence.put_first(cast.pair.mentee_enrollment_id)
    pairs.end(pair=cast.pair, member=cast.bob)
    assert not Precedence.of_program(cast.program)


def test_after_a_block_there_is_nothing_left_to_decline(cast: Cast) -> None:
    safety.block(blocker=cast.alice, blocked=cast.bob)
    assert not fit.decline(pair=cast.pair, member=cast.bob)
    assert said(cast.alice) == []
    assert not FitAnswer.select().exists()


def test_both_are_asked_after_two_weeks_and_again_two_weeks_after_still_deciding(cast: Cast) -> None:
    assert not fit.of(aged(cast.pair, 13.9), cast.bob).is_asked
    pair = aged(cast.pair, 14)
    assert fit.of(pair, cast.bob).is_asked
    assert fit.of(pair, cast.alice).is_asked
    fit.answer(pair=pair, member=cast.bob, fit="deciding")
    assert not fit.of(pair, cast.bob).is_asked
    assert fit.of(pair, cast.alice).is_asked
    FitAnswer.update(answered_at=now() - 14 * DAYS).execute()
    assert fit.of(pair, cast.bob).is_asked
    fit.answer(pair=pair, member=cast.bob, fit="good")
    FitAnswer.update(answered_at=now() - 99 * DAYS).execute()
    assert not fit.of(pair, cast.bob).is_asked


def test_nobody_is_asked_in_a_break_or_after_the_end(cast: Cast) -> None:
    pair = aged(cast.pair, 20)
    pairs.pause(pair=pair, member=cast.bob)
    assert not fit.of(aged(pair, 20), cast.bob).is_asked
    pairs.end(pair=pair, member=cast.bob)
    assert not fit.of(aged(pair, 20), cast.bob).is_asked
    with pytest.raises(PairIsClosed):
        fit.answer(pair=pair, member=cast.bob, fit="good")


def test_nobody_can_answer_before_the_time_or_in_other_words(cast: Cast) -> None:
    with pytest.raises(WrongState):
        fit.answer(pair=cast.pair, member=cast.bob, fit="good")
    with pytest.raises(ValueError, match="declined"):
        fit.answer(pair=aged(cast.pair, 15), member=cast.bob, fit="declined")


@pytest.mark.parametrize(("who", "other", "role"), [("alice", "bob", "mentee"), ("bob", "alice", "mentor")])
def test_not_a_fit_by_either_side_leads_to_a_way_back_for_the_mentee(
    cast: Cast, who: str, other: str, role: str
) -> None:
    pair, member = aged(cast.pair, 15), getattr(cast, who)
    fit.answer(pair=pair, member=member, fit="not_a_fit")
    assert state_of(pair) == ("active", "paired", "paired")
    assert fit.of(pair, member).can_part
    assert not fit.of(pair, getattr(cast, other)).can_part
    assert fit.part(pair=pair, member=member)
    assert state_of(pair) == ("ended", "waiting", "waiting")
    assert Precedence.of_program(cast.program)[pair.mentee_enrollment_id].comes_first
    assert [kind for kind, _names in said(getattr(cast, other))] == [f"pair_given_up_{role}"]


@pytest.mark.parametrize("answer", ["", "good", "deciding"])
def test_nothing_but_not_a_fit_leads_on(cast: Cast, answer: str) -> None:
    pair = aged(cast.pair, 15)
    if answer:
        fit.answer(pair=pair, member=cast.bob, fit=answer)
    with pytest.raises(WrongState):
        fit.part(pair=pair, member=cast.bob)


def test_both_can_part_at_once_and_one_of_them_closes_it(cast: Cast) -> None:
    pair = aged(cast.pair, 15)
    for member in (cast.alice, cast.bob):
        fit.answer(pair=pair, member=member, fit="not_a_fit")
    results = at_once(*(partial(fit.part, pair=pair, member=member) for member in (cast.alice, cast.bob)))
    assert sorted(results) == [False, True]


def test_charlie_has_said_nothing_of_the_pair(cast: Cast) -> None:
    pair = aged(cast.pair, 15)
    fit.answer(pair=pair, member=cast.bob, fit="not_a_fit")
    assert not fit.of(pair, cast.charlie).answer


def test_what_one_can_say_of_many_pairs_is_one_query(cast: Cast, statements: list[str]) -> None:
    others = [
        people.introduced(cast.program, people.member(f"Mia{n} Verdi"), people.member(f"Dana{n} Verdi"))
        for n in range(3)
    ]
    mine = [aged(pair, 15) for pair in (cast.pair, *others)]
    statements.clear()
    assert len(fit.of_pairs(mine, cast.bob)) == 4
    assert len(statements) == 1


def test_how_often_a_mentee_was_left_out_is_kept_when_they_come_first(cast: Cast) -> None:
    Precedence.create(enrollment=cast.pair.mentee_enrollment, rounds_left_out=2)
    fit.decline(pair=cast.pair, member=cast.bob)
    row = Precedence.of_program(cast.program)[cast.pair.mentee_enrollment_id]
    assert (row.rounds_left_out, row.comes_first) == (2, True)


def test_the_next_round_finds_the_mentee_first_and_not_the_same_two(cast: Cast) -> None:
    people.enrolled(cast.program, people.member("Emil Roth"), "mentee")
    mentor, mentee = cast.pair.mentor_enrollment_id, cast.pair.mentee_enrollment_id
    assert mentee not in [person.enrollment_id for person in pool.of_program(cast.program).mentees]
    fit.decline(pair=cast.pair, member=cast.alice)
    found = pool.of_program(cast.program)
    assert {person.enrollment_id: person.comes_first for person in found.mentees}[mentee]
    assert sum(person.comes_first for person in found.mentees) == 1
    assert [person.enrollment_id for person in found.mentors] == [mentor]
    assert found.forbidden == {(mentee, mentor): "introduced"}


def test_a_pair_without_its_mentees_place_can_be_declined(cast: Cast) -> None:
    Enrollment.delete().where(Enrollment.id == cast.pair.mentee_enrollment_id).execute()
    pair = Pair.with_id(cast.pair.id)
    assert pair is not None
    assert fit.decline(pair=pair, member=cast.bob)
    assert not Precedence.of_program(cast.program)


Verb = Callable[..., bool]


@pytest.mark.parametrize("verb", [fit.decline, fit.part])
def test_a_finished_path_is_not_given_up(cast: Cast, verb: Verb) -> None:
    Pair.update(state="completed").execute()
    with pytest.raises(PairIsClosed):
        verb(pair=cast.pair, member=cast.bob)
