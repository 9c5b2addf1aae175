"""Two who act on a meeting, an absence or a stand-in at the same moment: one does it, the other finds it done."""

from datetime import timedelta
from functools import partial

import pytest

from db.clock import now
from db.models import Absence, Dispatch, Enrollment, Meeting, Notification, Pair, StandIn
from tests import people
from tests.concurrently import at_once
from tests.people import Cast
from webapp.domain import absences, safety, stand_ins
from webapp.domain.errors import MeetingIsOff, Refused
from webapp.domain.meetings import planning, reminders


def told(kind: str) -> int:
    return int(Notification.select().where(Notification.kind == kind).count())


@pytest.mark.parametrize("round_", range(4))
def test_of_two_taps_one_is_told_and_of_a_yes_and_a_no_one_holds(cast: Cast, round_: int) -> None:
    soon = now() + timedelta(days=2)
    meeting = planning.propose(pair=cast.pair, actor=cast.alice, times=[soon], minutes=30)
    accept = partial(planning.accept, meeting=meeting, actor=cast.bob, starts_at=soon)
    found = at_once(accept, accept, partial(planning.cancel, meeting=meeting, actor=cast.alice))
    assert Meeting.get().state == "cancelled"  # what was agreed in between was called off
    assert told("meeting_agreed") <= 1
    assert not [each for each in found if isinstance(each, Exception) and not isinstance(each, MeetingIsOff)]


def test_in_however_many_processes_the_clock_runs_each_is_told_once(cast: Cast) -> None:
    start = now() + timedelta(days=3)
    meeting = planning.propose(pair=cast.pair, actor=cast.alice, times=[start], minutes=30)
    planning.accept(meeting=meeting, actor=cast.bob, starts_at=start)
    Meeting.update(starts_at=now() + timedelta(minutes=50), agreed_at=now() - timedelta(days=3)).execute()
    Absence.create(member=cast.bob, begins_on=now().date() - timedelta(days=1), until=now().date() + timedelta(days=1))
    found = at_once(*[reminders.tell, absences.tell] * 3)
    assert sum(found) == 2
    assert told("meeting_soon") == 2
    assert told("partner_away") == 1
    assert Dispatch.select().where(Dispatch.key.startswith("meeting_soon")).count() == 2  # one mail each


@pytest.mark.parametrize("round_", range(4))
def test_a_block_and_a_yes_to_a_stand_in_leave_no_open_pair_beside_the_block(cast: Cast, round_: int) -> None:
    dana = people.member("Dana Verdi")
    place = people.enrolled(cast.program, dana, "mentor")
    absences.plan(member=cast.alice, begins_on=now().date(), until=now().date() + timedelta(days=7))
    row = stand_ins.offer(pair=cast.pair, actor=cast.alice, enrollment_id=place.id)
    stand_ins.answer(stand_in=row, actor=dana, agrees=True)
    agree = partial(stand_ins.answer, stand_in=row, actor=cast.bob, agrees=True)
    found = at_once(agree, partial(safety.block, blocker=cast.bob, blocked=dana), agree)
    assert not [each for each in found if isinstance(each, Exception) and not isinstance(each, Refused)]
    assert not Pair.select().where((Pair.mentor == dana) & (Pair.state == "active")).exists()
    assert Pair.get_by_id(cast.pair.id).state == "active"
    assert Enrollment.get(Enrollment.member == cast.bob).state == "paired"
    assert StandIn.get().state in ("accepted", "asked")


def test_charlie_is_part_of_none_of_it(cast: Cast) -> None:
    assert stand_ins.candidates(cast.pair) == []
    assert not Notification.select().where(Notification.member == cast.charlie).exists()
