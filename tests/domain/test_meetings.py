"""When two could meet, and what the clock says of what they planned."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from db import clock
from db.models import Absence, Block, Meeting, MeetingTime, Notification, Pair
from tests import people
from tests.people import Cast
from webapp.domain import meetings, vault
from webapp.domain.errors import MeetingIsOff, NotAnsweredYet, PairIsClosed, TimeIsPast, TooManyMeetings
from webapp.domain.local_times import instants
from webapp.domain.meetings import planning, reading, reminders, suggestions

START = datetime(2026, 3, 23, 8, tzinfo=UTC)  # a Monday; Europe's clocks go forward on the 29th, America's have


@pytest.fixture
def days() -> Iterator[Any]:
    """`days(2, 30)`: from now on it is two days and thirty minutes after the start."""
    with ExitStack() as stack:
        yield lambda n, minutes=0: stack.enter_context(clock.at(START + timedelta(days=n, minutes=minutes)))


def agreed(cast: Cast, starts_at: datetime, minutes: int = 60) -> Meeting:
    meeting = planning.propose(pair=cast.pair, actor=cast.alice, times=[starts_at], minutes=minutes)
    planning.accept(meeting=meeting, actor=cast.bob, starts_at=starts_at)
    return Meeting.get_by_id(meeting.id)


def free(cast: Cast, mentor: tuple[str, str], mentee: tuple[str, str]) -> None:
    """The zone and the slot of each."""
    for place, (zone, slot) in ((cast.pair.mentor_enrollment, mentor), (cast.pair.mentee_enrollment, mentee)):
        place.time_zone, place.availability = zone, [slot]
        place.save()


def told(kind: str) -> list[int]:
    return [row.member_id for row in Notification.select().where(Notification.kind == kind).order_by(Notification.id)]


def test_alice_can_be_suggested_the_hours_in_common_on_both_sides_of_a_change_of_the_clocks(
    cast: Cast, days: Any
) -> None:
    days(0)
    free(cast, ("Europe/Rome", "0-evening"), ("America/New_York", "0-morning"))
    # On the 23rd Rome's evening is 16 to 20 UTC and New York's morning 13 to 16: nothing. On the 30th it is from 15.
    assert suggestions.of_pair(cast.pair, "Europe/Rome") == [datetime(2026, 3, 30, 15, tzinfo=UTC)]
    free(cast, ("Europe/Rome", "0-evening"), ("America/New_York", "0-afternoon"))
    hours = [datetime(2026, 3, 30, hour, tzinfo=UTC) for hour in (16, 17, 18)]
    assert suggestions.of_pair(cast.pair, "Europe/Rome") == hours


def test_nothing_is_suggested_too_soon_nor_on_days_away_nor_without_hours(cast: Cast, days: Any) -> None:
    days(0)
    free(cast, ("UTC", "1-early"), ("UTC", "1-early"))
    assert [m.day for m in suggestions.of_pair(cast.pair, "UTC", 180)] == [24, 31]
    Absence.create(member=cast.bob, begins_on=date(2026, 3, 24), until=date(2026, 3, 25))
    assert [m.day for m in suggestions.of_pair(cast.pair, "UTC", 180)] == [31]
    days(0, 14 * 60)
    assert {m.day for m in suggestions.of_pair(cast.pair, "UTC")} == {31}
    cast.pair.mentee_enrollment.availability = []
    assert suggestions.of_pair(cast.pair, "UTC") == []
    cast.pair.mentee_enrollment = None
    assert suggestions.of_pair(cast.pair, "UTC") == []


def test_suggestions_begin_on_the_half_hour_of_the_reader(cast: Cast, days: Any) -> None:
    days(0)
    free(cast, ("Asia/Kathmandu", "2-morning"), ("Asia/Kathmandu", "2-morning"))
    starts = suggestions.of_pair(cast.pair, "Europe/Rome")
    assert starts
    assert {moment.minute % 30 for moment in starts} == {0}


def test_a_wall_clock_time_names_one_instant_none_or_two() -> None:
    assert seen("2026-07-01T18:00", "Europe/Rome") == ["16:00"]
    assert seen("2026-03-29T02:30", "Europe/Rome") == []
    assert seen("2026-10-25T02:30", "Europe/Rome") == ["00:30", "01:30"]
    assert seen("2026-04-05T01:45", "Australia/Lord_Howe") == ["14:45", "15:15"]


def seen(local: str, zone: str) -> list[str]:
    return [f"{moment:%H:%M}" for moment in instants(datetime.fromisoformat(local), zone)]


def test_the_two_are_reminded_a_day_and_an_hour_before_each_once(cast: Cast, days: Any) -> None:
    days(0)
    agreed(cast, START + timedelta(days=3))
    both = [cast.alice.id, cast.bob.id]
    for day, minutes, count in ((1, 0, 0), (2, -1, 0), (2, 0, 1), (2, 10, 1), (3, -61, 1), (3, -60, 2), (3, -50, 2)):
        days(day, minutes)
        reminders.tell()
        reminders.tell()
        assert told("meeting_soon") == both * count, (day, minutes)
    days(3, 59)
    assert reminders.tell() == 0
    days(3, 60)
    assert reminders.tell() == 1
    assert reminders.tell() == 0
    assert told("meeting_held") == both


def test_nobody_is_reminded_twice_at_once_after_a_standstill_nor_of_what_was_just_agreed(cast: Cast, days: Any) -> None:
    days(0)
    agreed(cast, START + timedelta(days=1, hours=1))
    days(0, 61)
    assert reminders.tell() == 0
    days(1, 10)
    assert reminders.tell() == 1
    assert reminders.tell() == 0
    agreed(cast, START + timedelta(days=3))
    days(3, -30)
    assert reminders.tell() == 2  # the first one is over and is asked of
    assert reminders.tell() == 0


def test_a_meeting_that_was_moved_is_reminded_of_anew_and_one_called_off_never(cast: Cast, days: Any) -> None:
    days(0)
    meeting = agreed(cast, START + timedelta(days=3))
    days(2)
    assert reminders.tell() == 1
    later = START + timedelta(days=6)
    planning.offer(meeting=meeting, actor=cast.bob, times=[later])
    planning.accept(meeting=meeting, actor=cast.alice, starts_at=later)
    days(3)
    assert reminders.tell() == 0
    days(5)
    assert reminders.tell() == 1
    planning.cancel(meeting=meeting, actor=cast.alice)
    days(6, 60)
    assert reminders.tell() == 0


@pytest.mark.parametrize("how", ["block", "ended", "suspended"])
def test_nobody_is_reminded_in_a_pair_that_is_cut_off(cast: Cast, days: Any, how: str) -> None:
    days(0)
    meeting = agreed(cast, START + timedelta(days=3))
    if how == "block":
        Block.create(blocker=cast.bob, blocked=cast.alice)
    else:
        Pair.update(state=how).execute()
    days(2)
    assert reminders.tell() == 0
    with pytest.raises(PairIsClosed):
        planning.cancel(meeting=meeting, actor=cast.alice)


def test_the_next_meeting_is_the_agreed_one_then_what_is_on_offer(cast: Cast, days: Any) -> None:
    days(0)
    assert meetings.next_of(cast.pair) is None
    planning.propose(pair=cast.pair, actor=cast.bob, times=[START + timedelta(days=1)], minutes=30)
    found = meetings.next_of(cast.pair)
    assert found
    assert not found.row.is_agreed
    sure = agreed(cast, START + timedelta(days=4))
    found = meetings.next_of(cast.pair)
    assert found
    assert found.row.id == sure.id
    days(4, 30)
    assert meetings.next_of(cast.pair)
    days(4, 61)
    assert meetings.next_of(cast.pair) is None


def test_a_place_is_sealed_opens_only_in_its_place_and_goes_with_its_author(cast: Cast, days: Any) -> None:
    days(0)
    times = [START + timedelta(days=1)]
    meeting = planning.propose(pair=cast.pair, actor=cast.alice, times=times, minutes=30, where="Bar Luce")
    assert b"Bar Luce" not in bytes(meeting.where)
    keys = vault.of_pair(cast.pair.id)
    assert reading.planned(Meeting.get(), keys).where == "Bar Luce"
    planning.change(meeting=meeting, actor=cast.bob, minutes=45, where="At Bob's")
    fresh = Meeting.get()
    assert (reading.planned(fresh, keys).where, fresh.where_by_id, fresh.minutes) == ("At Bob's", cast.bob.id, 45)
    without = vault.PairVault(keys.pair_id, {cast.alice.id: keys.keys[cast.alice.id]})
    assert reading.planned(fresh, without).where is None


def test_a_double_tap_proposes_once_and_nobody_plans_without_end(cast: Cast, days: Any) -> None:
    days(0)
    people.greeted(cast.pair, cast.bob)
    times = [START + timedelta(days=1)]
    for _ in range(2):
        planning.propose(pair=cast.pair, actor=cast.alice, times=times, minutes=30)
    assert Meeting.select().count() == 1
    for n in range(2, 6):
        planning.propose(pair=cast.pair, actor=cast.alice, times=[START + timedelta(days=n)], minutes=30)
    with pytest.raises(TooManyMeetings):
        planning.propose(pair=cast.pair, actor=cast.alice, times=[START + timedelta(days=7)], minutes=30)
    with pytest.raises(TimeIsPast):
        planning.propose(pair=cast.pair, actor=cast.alice, times=[START - timedelta(days=7)], minutes=30)


def test_alice_cannot_write_on_by_proposals_to_somebody_who_has_never_answered(cast: Cast, days: Any) -> None:
    days(0)
    for n in range(1, 4):
        when = [START + timedelta(days=n)]
        made = planning.propose(pair=cast.pair, actor=cast.alice, times=when, minutes=30, where="Please answer")
        planning.cancel(meeting=made, actor=cast.alice)
    with pytest.raises(NotAnsweredYet):
        planning.propose(pair=cast.pair, actor=cast.alice, times=[START + timedelta(days=8)], minutes=30)
    with pytest.raises(MeetingIsOff):
        planning.change(meeting=made, actor=cast.alice, minutes=30, where="Please")


def test_charlie_is_told_nothing_of_it(cast: Cast, days: Any) -> None:
    days(0)
    agreed(cast, START + timedelta(days=3))
    assert not Notification.select().where(Notification.member == cast.charlie).exists()
    assert MeetingTime.select().count() == 0
