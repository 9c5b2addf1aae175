"""The rhythm by everybody's own clock, across summer time, and whatever the order in which ticks come."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.clock import at
from db.models import Member, Notification, Nudge, NudgeItem, Pair, Rhythm
from tests import databases, people
from tests.domain.rhythm.walking import DAY, HOUR, MONDAY, introduce, tick
from tests.people import Cast
from webapp.domain import chat, pairs, rhythm
from webapp.domain.errors import NotAnsweredYet
from webapp.domain.rhythm import moments

# Where the clock is changed in 2026, in both directions, by an hour or half of one, or never; with the days.
CHANGES = [
    ("Europe/Rome", date(2026, 3, 29)),
    ("Europe/Rome", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Asia/Kolkata", date(2026, 3, 29)),
]


def local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone))


@pytest.mark.parametrize(("zone", "day"), CHANGES)
@pytest.mark.parametrize("hour", [0, 1, 2, 3, 9])
def test_bob_is_asked_once_on_the_day_on_which_clocks_change(cast: Cast, zone: str, day: date, hour: int) -> None:
    """Also at an hour that is not there that day, or comes twice."""
    Member.update(time_zone=zone).execute()
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone))
    introduce(cast.pair, noon - 20 * DAY)
    Rhythm.keep(cast.program, weekday=day.weekday(), hour=hour, quiet_from=23, quiet_to=23, silent_days=[])
    told: list[datetime] = []
    moment = (noon - 13 * HOUR).astimezone(ZoneInfo("UTC"))
    for _ in range(26 * 6):
        if tick(moment):
            told.append(local(moment, zone))
        moment += timedelta(minutes=10)
    asked = [
        row.occasion for row in NudgeItem.select().where(NudgeItem.member == cast.bob, NudgeItem.kind == "check_in")
    ]
    assert asked == [day.isoformat()]
    assert told[0].date() == day
    assert told[0].hour == hour or (told[0].hour == hour + 1 and not _is_there(day, hour, zone))
    assert told[0].minute < 40
    assert told[0].fold == 0
    assert not NudgeItem.select().where(NudgeItem.member == cast.charlie).exists()


def _is_there(day: date, hour: int, zone: str) -> bool:
    """Whether a day's clock shows this full hour."""
    moment = datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(zone))
    return moment.astimezone(ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).hour == hour


def test_each_is_asked_on_their_own_day(cast: Cast) -> None:
    """In Auckland it is Thursday while it is still Wednesday in Los Angeles."""
    Member.update(time_zone="Pacific/Auckland").where(Member.id == cast.alice.id).execute()
    Member.update(time_zone="America/Los_Angeles").where(Member.id == cast.bob.id).execute()
    introduce(cast.pair)
    Rhythm.keep(cast.program, silent_days=[], first_hours=0, heard_days=0)
    asked: dict[int, datetime] = {}
    moment = MONDAY + 8 * DAY
    while len(asked) < 2 and moment < MONDAY + 12 * DAY:
        tick(moment)
        for item in NudgeItem.select():
            asked.setdefault(item.member_id, moment)
        moment += HOUR
    alice, bob = local(asked[cast.alice.id], "Pacific/Auckland"), local(asked[cast.bob.id], "America/Los_Angeles")
    assert (alice.weekday(), alice.hour, bob.weekday(), bob.hour) == (3, 9, 3, 9)
    assert bob - alice == 21 * HOUR


def test_a_zone_that_is_not_known_is_utc() -> None:
    assert moments.zone("Mars/Olympus") == ZoneInfo("UTC")
    assert moments.zone("../etc/passwd") == ZoneInfo("UTC")


@pytest.mark.parametrize(
    ("begins", "ends", "quiet"),
    [(21, 8, {21, 22, 23, *range(8)}), (1, 3, {1, 2}), (5, 5, set()), (0, 23, {*range(23)})],
)
def test_quiet_hours_may_go_over_midnight(begins: int, ends: int, quiet: set[int]) -> None:
    assert {hour for hour in range(24) if moments.is_quiet(hour, begins, ends)} == quiet


HAPPENS = st.sampled_from(["tick", "tick", "tick", "tick", "write", "pause", "resume", "close", "again"])
STEPS = st.lists(st.tuples(HAPPENS, st.integers(1, 60)), min_size=5, max_size=40)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, zone=st.sampled_from(["Europe/Rome", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe"]))
def test_whatever_the_order_of_ticks_each_is_nudged_once_a_day_and_of_each_occasion_once(
    app: object, steps: list[tuple[str, int]], zone: str
) -> None:
    """`app` binds the database; the numbers are hours from one thing to the next, some of them backwards."""
    databases.empty()
    cast = people.cast()
    Member.update(time_zone=zone).execute()
    introduce(cast.pair, MONDAY + 60 * DAY)
    moment = MONDAY + 62 * DAY
    for number, (what, hours) in enumerate(steps):
        moment += hours * HOUR
        _happen(cast, what, number, moment)
        if number % 7 == 6:
            tick(moment - 30 * HOUR)  # a clock that was put back
    days = [(row.member_id, row.on_day) for row in Nudge.select()]
    assert len(days) == len(set(days))
    occasions = [(row.pair_id, row.member_id, row.kind, row.occasion) for row in NudgeItem.select()]
    assert len(occasions) == len(set(occasions))
    left = Notification.select().where(Notification.kind.in_(rhythm.KINDS)).count()
    assert left in (0, Nudge.select().count())  # of a closed pair nothing is left


def _happen(cast: Cast, what: str, number: int, moment: datetime) -> None:
    pair = Pair.get_by_id(cast.pair.id)
    with at(moment):
        if what == "write" and pair.is_open:
            author = cast.bob if number % 2 else cast.alice
            with suppress(NotAnsweredYet):
                chat.post_message(pair=pair, author=author, body="Hello", client_id=f"client-{number}-x")
        elif what == "pause" and pair.is_active:
            pairs.pause(pair=pair, member=cast.bob)
        elif what == "resume" and pair.state == "paused":
            pairs.resume(pair=pair)
        elif what == "close":
            rhythm.close_unanswered()
        elif what == "again":
            tick(moment)
            assert tick(moment) == 0
        else:
            tick(moment)
