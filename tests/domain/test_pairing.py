from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from db.clock import now
from db.database import writing
from db.models import Block, DataKey, Enrollment, Member, Membership, Notification, Pair, Program, Step, Wish
from db.models.pair import OPEN
from tests import people
from tests.concurrently import at_once
from tests.people import Cast
from webapp.domain import chat, pairing, progress, safety
from webapp.domain.errors import (
    AlreadyIntroduced,
    BlockStandsBetween,
    MustNotBePaired,
    NoPlaceLeft,
    NotWaiting,
    PairIsClosed,
    ProgramIsClosed,
    SamePerson,
    TooLate,
)


def introduce(cast: Cast, mentor: Enrollment, mentee: Enrollment) -> Pair:
    return pairing.introduce(
        by=cast.olivia,
        program=cast.program,
        mentor_enrollment_id=mentor.id,
        mentee_enrollment_id=mentee.id,
        introduction=" Meet. ",
    )


@pytest.fixture
def mentor(cast: Cast) -> Enrollment:
    """Dana, who has one free place."""
    return people.enrolled(cast.program, people.member("Dana Verdi"), "mentor")


@pytest.fixture
def mentee(cast: Cast) -> Enrollment:
    """Emil, who waits."""
    return people.enrolled(cast.program, people.member("Emil Roth"), "mentee")


def test_olivia_can_introduce_two_and_both_are_told(cast: Cast, mentor: Enrollment, mentee: Enrollment) -> None:
    pair = introduce(cast, mentor, mentee)
    assert (pair.mentor, pair.mentee, pair.state, pair.introduction) == (
        mentor.member,
        mentee.member,
        "active",
        "Meet.",
    )
    assert pair.introduced_by == cast.olivia
    assert len(DataKey.of_pair(pair.id)) == 2
    assert {Enrollment.get_by_id(e.id).state for e in (mentor, mentee)} == {"paired"}
    told = {(n.member_id, n.kind, n.names["partner"], n.pair_id) for n in Notification.select()}
    assert told == {
        (mentor.member_id, "introduced", "Emil Roth", pair.id),
        (mentee.member_id, "introduced", "Dana Verdi", pair.id),
    }


def test_olivia_cannot_introduce_while_the_program_is_not_walked(
    cast: Cast, mentor: Enrollment, mentee: Enrollment
) -> None:
    for state in ("draft", "finished", "archived"):
        Program.update(state=state).execute()
        with pytest.raises(ProgramIsClosed):
            introduce(cast, mentor, mentee)


@pytest.mark.parametrize("state", ["draft", "requested", "paired", "paused", "withdrawn", "completed"])
def test_a_mentee_who_does_not_wait_cannot_be_introduced(
    cast: Cast, mentor: Enrollment, mentee: Enrollment, state: str
) -> None:
    Enrollment.update(state=state).where(Enrollment.id == mentee.id).execute()
    with pytest.raises(NotWaiting):
        introduce(cast, mentor, mentee)


@pytest.mark.parametrize("state", ["draft", "requested", "paused", "withdrawn", "completed"])
def test_a_mentor_who_is_out_of_play_cannot_be_introduced(
    cast: Cast, mentor: Enrollment, mentee: Enrollment, state: str
) -> None:
    Enrollment.update(state=state).where(Enrollment.id == mentor.id).execute()
    with pytest.raises(NotWaiting):
        introduce(cast, mentor, mentee)


def test_roles_cannot_be_swapped(cast: Cast, mentor: Enrollment, mentee: Enrollment) -> None:
    with pytest.raises(NotWaiting):
        introduce(cast, mentee, mentor)


def test_an_enrollment_of_another_program_cannot_be_introduced(cast: Cast, mentee: Enrollment) -> None:
    other = people.program(people.group(people.member("Otto Gelb"), "Elsewhere"))
    charlie = people.enrolled(other, cast.charlie, "mentor")
    with pytest.raises(NotWaiting):
        introduce(cast, charlie, mentee)


@pytest.mark.parametrize("leave", [
    lambda m: Membership.update(state="left").where(Membership.member == m).execute(),
    lambda m: Member.update(deactivated_at=now()).where(Member.id == m).execute(),
])  # fmt: skip
def test_whoever_has_left_cannot_be_introduced(
    cast: Cast, mentor: Enrollment, mentee: Enrollment, leave: Callable[[Member], Any]
) -> None:
    leave(mentee.member)
    with pytest.raises(NotWaiting):
        introduce(cast, mentor, mentee)


def test_nobody_can_be_their_own_mentor(cast: Cast, mentor: Enrollment) -> None:
    with pytest.raises(SamePerson):
        introduce(cast, mentor, people.enrolled(cast.program, mentor.member, "mentee"))


def test_a_full_mentor_cannot_take_another_until_a_pair_has_ended(
    cast: Cast, mentor: Enrollment, mentee: Enrollment
) -> None:
    pair = introduce(cast, mentor, people.enrolled(cast.program, cast.sam, "mentee"))
    for state, is_full in (("active", True), ("paused", True), ("ended", False)):
        Pair.update(state=state).where(Pair.id == pair.id).execute()
        if is_full:
            with pytest.raises(NoPlaceLeft):
                introduce(cast, mentor, mentee)
    assert introduce(cast, mentor, mentee)


def test_places_taken_in_another_program_do_not_count(cast: Cast, mentor: Enrollment, mentee: Enrollment) -> None:
    people.introduced(people.program(cast.group), mentor.member, cast.sam)
    assert introduce(cast, mentor, mentee)


def test_a_block_by_either_side_forbids(cast: Cast, mentor: Enrollment, mentee: Enrollment) -> None:
    for blocker, blocked in ((mentor.member, mentee.member), (mentee.member, mentor.member)):
        made = Block.create(blocker=blocker, blocked=blocked)
        with pytest.raises(BlockStandsBetween):
            introduce(cast, mentor, mentee)
        made.delete_instance()


def test_a_never_by_either_side_forbids_and_a_wish_does_not(cast: Cast, mentor: Enrollment, mentee: Enrollment) -> None:
    for enrollment, whom in ((mentor, mentee.member), (mentee, mentor.member)):
        wish = Wish.create(enrollment=enrollment, member=whom, kind="never")
        with pytest.raises(MustNotBePaired):
            introduce(cast, mentor, mentee)
        wish.delete_instance()
        Wish.create(enrollment=enrollment, member=whom, kind="wish")
    assert introduce(cast, mentor, mentee)


def test_two_cannot_be_introduced_again_whatever_became_of_them(
    cast: Cast, mentor: Enrollment, mentee: Enrollment
) -> None:
    introduce(cast, mentor, mentee)
    Pair.update(state="ended").execute()
    Enrollment.update(state="waiting").execute()
    with pytest.raises(AlreadyIntroduced):
        introduce(cast, mentor, mentee)


def test_nothing_is_left_of_an_introduction_that_was_refused(
    cast: Cast, mentor: Enrollment, mentee: Enrollment
) -> None:
    Block.create(blocker=mentee.member, blocked=mentor.member)
    with pytest.raises(BlockStandsBetween):
        introduce(cast, mentor, mentee)
    assert Pair.select().count() == 1  # Alice and Bob's
    assert Enrollment.get_by_id(mentee.id).state == "waiting"
    assert not Notification.select().exists()


def test_the_last_place_of_a_mentor_taken_by_50_at_once_goes_to_one(cast: Cast, mentor: Enrollment) -> None:
    mentees = [people.enrolled(cast.program, people.member(f"M{n} Rossi"), "mentee") for n in range(50)]
    results = at_once(*(lambda m=m: introduce(cast, mentor, m) for m in mentees))
    assert sum(isinstance(result, Pair) for result in results) == 1
    assert sum(isinstance(result, NoPlaceLeft) for result in results) == 49
    assert Pair.places_taken(cast.program, mentor.member_id) == 1


def test_one_mentee_introduced_by_10_at_once_gets_one_mentor(cast: Cast, mentee: Enrollment) -> None:
    mentors = [people.enrolled(cast.program, people.member(f"M{n} Rossi"), "mentor") for n in range(10)]
    results = at_once(*(lambda m=m: introduce(cast, m, mentee) for m in mentors))
    assert sum(isinstance(result, Pair) for result in results) == 1
    assert sum(isinstance(result, NotWaiting) for result in results) == 9


def test_a_block_made_at_the_same_time_leaves_no_open_pair(cast: Cast) -> None:
    for n in range(20):
        dana = people.enrolled(cast.program, people.member(f"Dana{n} Verdi"), "mentor")
        emil = people.enrolled(cast.program, people.member(f"Emil{n} Roth"), "mentee")
        at_once(
            lambda d=dana, e=emil: introduce(cast, d, e),
            lambda d=dana, e=emil: safety.block(blocker=e.member, blocked=d.member),
        )
        assert Block.stands_between(dana.member_id, emil.member_id)
        assert not Pair.select().where((Pair.mentor == dana.member) & Pair.state.in_(OPEN)).exists()


def test_an_introduction_can_be_taken_back_and_both_wait_again(
    cast: Cast, mentor: Enrollment, mentee: Enrollment
) -> None:
    pair = introduce(cast, mentor, mentee)
    assert [p.id for p in pairing.can_be_taken_back(cast.program)] == [pair.id, cast.pair.id]
    pairing.take_back(actor=cast.olivia, program=cast.program, pair_id=pair.id)
    assert Pair.get_or_none(Pair.id == pair.id) is None
    assert not DataKey.of_pair(pair.id)
    assert {Enrollment.get_by_id(e.id).state for e in (mentor, mentee)} == {"waiting"}
    assert Enrollment.get_by_id(mentee.id).submitted_at == mentee.submitted_at
    told = {(n.member_id, n.kind) for n in Notification.select()}
    assert told == {(m.member_id, "introduction_taken_back") for m in (mentor, mentee)}
    assert introduce(cast, mentor, mentee)


def test_a_mentor_with_another_pair_stays_paired_when_one_is_taken_back(cast: Cast, mentee: Enrollment) -> None:
    mentor = Enrollment.get(Enrollment.member == cast.alice)
    Enrollment.update(capacity=2).where(Enrollment.id == mentor.id).execute()
    pair = introduce(cast, mentor, mentee)
    pairing.take_back(actor=cast.olivia, program=cast.program, pair_id=pair.id)
    assert Enrollment.get_by_id(mentor.id).state == "paired"


def test_a_mentee_who_mentors_another_waits_again_when_an_introduction_is_taken_back(
    cast: Cast, mentor: Enrollment
) -> None:
    alice = people.enrolled(cast.program, cast.alice, "mentee")
    pair = introduce(cast, mentor, alice)
    pairing.take_back(actor=cast.olivia, program=cast.program, pair_id=pair.id)
    assert Enrollment.get_by_id(alice.id).state == "waiting"


def test_who_withdrew_meanwhile_is_not_put_back_into_the_line(
    cast: Cast, mentor: Enrollment, mentee: Enrollment
) -> None:
    pair = introduce(cast, mentor, mentee)
    Enrollment.update(state="withdrawn").where(Enrollment.id == mentee.id).execute()
    pairing.take_back(actor=cast.olivia, program=cast.program, pair_id=pair.id)
    assert Enrollment.get_by_id(mentee.id).state == "withdrawn"


HAPPENINGS: dict[str, Callable[[Pair], Any]] = {
    "a message": lambda pair: Pair.locked(pair.id).next_seq(),
    "a step": lambda pair: progress.complete_step(
        pair=pair, member=pair.mentee, step=Step.of_program(pair.program).first()
    ),
    "an hour": lambda pair: Pair.update(introduced_at=now() - timedelta(minutes=61)).execute(),
    "a block": lambda pair: safety.block(blocker=pair.mentee, blocked=pair.mentor),
}


@pytest.mark.parametrize("happens", HAPPENINGS.values(), ids=HAPPENINGS)
def test_an_introduction_that_was_used_or_is_old_cannot_be_taken_back(
    cast: Cast, mentor: Enrollment, mentee: Enrollment, happens: Callable[[Pair], None]
) -> None:
    pair = introduce(cast, mentor, mentee)
    with writing():
        happens(pair)
    with pytest.raises(TooLate):
        pairing.take_back(actor=cast.olivia, program=cast.program, pair_id=pair.id)
    assert Pair.get_by_id(pair.id)
    assert pair.id not in [p.id for p in pairing.can_be_taken_back(cast.program)]


def test_a_pair_of_another_program_cannot_be_taken_back(cast: Cast) -> None:
    with pytest.raises(TooLate):
        pairing.take_back(actor=cast.olivia, program=people.program(cast.group), pair_id=cast.pair.id)


@pytest.mark.parametrize("begin", [
    lambda pair: chat.post_message(pair=pair, author=pair.mentee, body="Hello", client_id="first"),
    lambda pair: progress.add_note(
        pair=pair, author=pair.mentee, step=Step.of_program(pair.program).first(), body="Hello"
    ),
])  # fmt: skip
def test_first_words_written_while_it_is_taken_back_are_never_lost(cast: Cast, begin: Callable[[Pair], Any]) -> None:
    for n in range(10):
        dana = people.enrolled(cast.program, people.member(f"Dana{n} Verdi"), "mentor")
        emil = people.enrolled(cast.program, people.member(f"Emil{n} Roth"), "mentee")
        pair = introduce(cast, dana, emil)
        written, taken_back = at_once(
            lambda p=pair: begin(p),
            lambda p=pair: pairing.take_back(actor=cast.olivia, program=cast.program, pair_id=p.id),
        )
        is_there = Pair.get_or_none(Pair.id == pair.id) is not None
        assert is_there == isinstance(taken_back, TooLate)
        assert is_there != isinstance(written, (PairIsClosed, Pair.DoesNotExist))
