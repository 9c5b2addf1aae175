from datetime import UTC, date, datetime, timedelta

import pytest

from db import clock
from db.models import Absence, FitAnswer, Member, Message, Pair, Pulse, Snooze, Step
from tests import people
from tests.people import Cast
from tests.queries import count_queries
from webapp.domain import facts, progress, steps

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def write(pair: Pair, author: Member, at: datetime) -> None:
    """A message's row, as far as it matters when it was written."""
    pair.seq += 1
    pair.save()
    uid = f"{pair.id}-{pair.seq}"
    places = {"pair": pair, "seq": pair.seq, "changed_seq": pair.seq, "uid": uid, "client_id": uid}
    Message.create(**places, author=author, body=b"x", nonce=b"x", tag=b"x", sent_at=at)


def of_cast(cast: Cast) -> facts.PairFacts:
    return facts.of_program(cast.program, at=NOON)[0]


def test_a_new_pair_has_names_and_nothing_else(cast: Cast) -> None:
    found = of_cast(cast)
    assert (found.mentor.name, found.mentee.name, found.state) == ("Alice Rossi", "Bob Conti", "active")
    assert (found.steps, found.steps_done, found.last_completed_at, found.fit) == (8, 0, None, "")
    assert found.mentor.first_message_at is None
    assert found.mentee.last_check_in is None
    assert found.mentee.pulses == ()
    assert found.introduced_at == cast.pair.introduced_at


def test_each_side_has_its_own_first_and_last_message(cast: Cast) -> None:
    for hours, author in enumerate((cast.bob, cast.bob, cast.alice, cast.bob, cast.alice, cast.bob, cast.bob)):
        write(cast.pair, author, NOON + hours * HOUR)
    found = of_cast(cast)
    assert (found.mentor.first_message_at, found.mentor.last_message_at) == (NOON + 2 * HOUR, NOON + 4 * HOUR)
    assert (found.mentee.first_message_at, found.mentee.last_message_at) == (NOON, NOON + 6 * HOUR)


def test_the_path_counts_a_removed_step_only_where_it_was_done(cast: Cast) -> None:
    path = list(Step.of_program(cast.program))
    for step in path[:3]:
        progress.complete_step(pair=cast.pair, member=cast.alice, step=step)
    steps.remove(actor=cast.olivia, program=cast.program, step=path[2])
    steps.remove(actor=cast.olivia, program=cast.program, step=path[5])
    found = of_cast(cast)
    assert (found.steps_done, found.steps) == (3, 7)
    assert found.last_completed_at is not None


def test_check_ins_and_the_newest_two_pulses_stand_on_their_side(cast: Cast) -> None:
    for day in (2, 9):
        progress.check_in(pair=cast.pair, member=cast.bob, score=4, words="", today=date(2026, 11, day))
    for day, score in ((1, 9), (2, 3), (3, 7)):
        Pulse.create(pair=cast.pair, member=cast.alice, period=date(2026, 11, day), score=score)
    found = of_cast(cast)
    assert found.mentee.last_check_in == date(2026, 11, 9)
    assert found.mentor.pulses == ((date(2026, 11, 3), 7), (date(2026, 11, 2), 3))
    assert (found.mentor.last_check_in, found.mentee.pulses) == (None, ())


def test_the_pairs_fit_is_the_last_that_either_has_said(cast: Cast) -> None:
    FitAnswer.create(pair=cast.pair, member=cast.alice, answer="good")
    FitAnswer.create(pair=cast.pair, member=cast.bob, answer="not_a_fit")
    assert of_cast(cast).fit == "not_a_fit"


def test_somebody_is_away_on_their_own_day(cast: Cast) -> None:
    late = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    Member.update(time_zone="Asia/Tokyo").where(Member.id == cast.bob.id).execute()
    for member in (cast.alice, cast.bob):
        Absence.create(member=member, begins_on=date(2026, 11, 22), until=date(2026, 11, 30))
    found = facts.of_program(cast.program, at=late)[0]
    assert (found.mentor.is_away, found.mentee.is_away) == (False, True)
    Absence.update(ended_at=late).execute()
    assert not facts.of_program(cast.program, at=late)[0].mentee.is_away


def test_a_pair_begins_anew_when_one_of_the_two_is_back(cast: Cast) -> None:
    """The midnight after their last day by their own clock, or when they said so; not before the pair, nor ahead."""
    Member.update(time_zone="Asia/Tokyo").where(Member.id == cast.bob.id).execute()
    Pair.update(introduced_at=datetime(2026, 9, 1, tzinfo=UTC)).execute()
    Absence.create(member=cast.bob, begins_on=date(2026, 8, 1), until=date(2026, 8, 9))
    Absence.create(member=cast.bob, begins_on=date(2026, 11, 22), until=date(2026, 11, 30))
    assert of_cast(cast).began_anew_at is None
    Absence.create(member=cast.alice, begins_on=date(2026, 9, 5), until=date(2026, 9, 7))
    mine = Absence.create(member=cast.bob, begins_on=date(2026, 11, 1), until=date(2026, 11, 9))
    assert of_cast(cast).began_anew_at == datetime(2026, 11, 9, 15, tzinfo=UTC)
    Absence.update(ended_at=datetime(2026, 11, 5, tzinfo=UTC)).where(Absence.id == mine.id).execute()
    assert of_cast(cast).began_anew_at == datetime(2026, 11, 5, tzinfo=UTC)
    Absence.update(ended_at=datetime(2026, 10, 5, tzinfo=UTC)).where(Absence.id == mine.id).execute()  # called off
    assert of_cast(cast).began_anew_at == datetime(2026, 9, 8, tzinfo=UTC)


def test_a_snooze_holds_until_its_moment(cast: Cast) -> None:
    Snooze.create(pair=cast.pair, until=NOON + HOUR, level="watch", made_by=cast.olivia)
    assert (of_cast(cast).snoozed_until, of_cast(cast).snoozed_level) == (NOON + HOUR, "watch")
    assert facts.of_program(cast.program, at=NOON + HOUR)[0].snoozed_until is None


@pytest.mark.parametrize("state", ["suspended", "completed", "ended"])
def test_pairs_that_are_not_open_are_left_out_unless_asked_for(cast: Cast, state: str) -> None:
    Pair.update(state=state).where(Pair.id == cast.pair.id).execute()
    assert facts.of_program(cast.program) == []
    assert [found.state for found in facts.of_program(cast.program, states=(state,))] == [state]
    assert facts.of_pair(cast.pair.id).state == state


def test_only_the_programs_that_were_asked_for_are_read(cast: Cast) -> None:
    other = people.program(cast.group, steps=3, name="Another")
    pair = people.introduced(other, cast.alice, cast.charlie)
    assert [found.pair_id for found in facts.of_program(cast.program)] == [cast.pair.id]
    both = facts.of_programs([cast.program.id, other.id])
    assert [(found.pair_id, found.steps) for found in both] == [(cast.pair.id, 8), (pair.id, 3)]


def test_the_number_of_queries_does_not_grow_with_the_pairs(cast: Cast) -> None:
    for n in range(30):
        pair = people.introduced(cast.program, people.member(f"Mentor{n} A"), people.member(f"Mentee{n} B"))
        write(pair, pair.mentor, clock.now())
    with count_queries() as made:
        found = facts.of_program(cast.program)
    assert len(found) == 31
    assert len(made) == facts.QUERIES


def test_one_of_the_two_cannot_reckon_with_what_the_partner_answered(cast: Cast) -> None:
    for member, answer in ((cast.alice, "good"), (cast.bob, "not_a_fit")):
        FitAnswer.create(pair=cast.pair, member=member, answer=answer)
        Pulse.create(pair=cast.pair, member=member, period=date(2026, 11, 2), score=member.id)
    Snooze.create(pair=cast.pair, until=NOON + HOUR, level="watch", made_by=cast.olivia)
    found = of_cast(cast)
    assert found.seen_by(cast.olivia.id) == found
    hers, his = found.seen_by(cast.alice.id), found.seen_by(cast.bob.id)
    assert (hers.fit, his.fit) == ("good", "not_a_fit")
    assert (hers.mentee.pulses, his.mentor.pulses) == ((), ())
    assert hers.mentor.pulses == found.mentor.pulses
    assert (hers.snoozed_until, his.snoozed_level) == (None, "")
