"""When a member is left alone: full hours of their own clock, whatever the clock does."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from db.models import Member
from tests.people import Cast
from webapp.domain import hours, notification_choices


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def living_in(member: Member, zone: str, quiet_from: int = 21, quiet_to: int = 8) -> Member:
    member.time_zone = zone
    member.save()
    notification_choices.set_hours(
        member=member, quiet_from=quiet_from, quiet_to=quiet_to, digest_hour=8, digest_weekday=0
    )
    return member


@pytest.mark.parametrize(
    ("zone", "moment", "opens"),
    [
        ("Europe/Rome", "2026-01-10 12:00", "2026-01-10 12:00"),  # by day
        ("Europe/Rome", "2026-01-10 19:59", "2026-01-10 19:59"),  # 20:59
        ("Europe/Rome", "2026-01-10 20:00", "2026-01-11 07:00"),  # 21:00, until 8
        ("Europe/Rome", "2026-01-11 06:59", "2026-01-11 07:00"),
        ("Europe/Rome", "2026-03-28 22:00", "2026-03-29 06:00"),  # summer time begins this night: 8:00 is 6:00 UTC
        ("Europe/Rome", "2026-10-24 22:00", "2026-10-25 07:00"),  # and ends
        ("Asia/Kolkata", "2026-01-10 16:00", "2026-01-11 02:30"),  # half an hour off: 21:30, until 8:00
        ("Australia/Lord_Howe", "2026-10-03 12:00", "2026-10-03 21:00"),  # whose summer time is half an hour
        ("Pacific/Apia", "2026-01-10 09:00", "2026-01-10 19:00"),  # 22:00 there, UTC+13
    ],
)
def test_bob_is_left_alone_until_his_morning(cast: Cast, zone: str, moment: str, opens: str) -> None:
    assert hours.next_open(living_in(cast.bob, zone), at(moment)) == at(opens)


def test_an_hour_that_the_clock_leaves_out_is_the_one_after_it(cast: Cast) -> None:
    bob = living_in(cast.bob, "Europe/Rome", quiet_from=22, quiet_to=2)  # on this night there is no 2:00
    assert hours.next_open(bob, at("2026-03-28 23:00")) == at("2026-03-29 01:00")  # which is 3:00


def test_of_an_hour_that_comes_twice_the_first_counts(cast: Cast) -> None:
    bob = living_in(cast.bob, "Europe/Rome", quiet_from=22, quiet_to=2)
    assert hours.next_open(bob, at("2026-10-24 23:00")) == at("2026-10-25 00:00")


def test_bob_who_moves_is_left_alone_by_his_new_clock(cast: Cast) -> None:
    moment = at("2026-01-10 12:00")
    assert hours.next_open(living_in(cast.bob, "Europe/Rome"), moment) == moment
    assert hours.next_open(living_in(cast.bob, "Asia/Tokyo"), moment) == at("2026-01-10 23:00")


def test_charlie_who_wants_no_quiet_hours_has_none(cast: Cast) -> None:
    charlie = living_in(cast.charlie, "Europe/Rome", quiet_from=8, quiet_to=8)
    assert hours.next_open(charlie, at("2026-01-10 02:00")) == at("2026-01-10 02:00")


def test_whoever_has_said_nothing_sleeps_from_nine_to_eight(cast: Cast) -> None:
    assert hours.next_open(cast.alice, at("2026-01-10 22:00")) == at("2026-01-11 08:00")


@pytest.mark.parametrize("zone", sorted(["Europe/Rome", "America/New_York", "Asia/Kathmandu", "Pacific/Chatham"]))
def test_what_opens_is_never_earlier_and_never_quiet(cast: Cast, zone: str) -> None:
    bob = living_in(cast.bob, zone)
    for day in range(1, 366, 3):
        for hour in range(24):
            moment = datetime(2026, 1, 1, hour, tzinfo=UTC) + timedelta(days=day)
            opens = hours.next_open(bob, moment)
            assert opens >= moment
            assert opens.astimezone(ZoneInfo(zone)).hour in range(8, 21)
