"""Mails that sum up: once a day at the member's hour, with what is still new, and none if nothing is."""

from datetime import UTC, datetime, timedelta

import pytest

from db import clock
from db.models import Dispatch, Member, Notification
from tests.people import Cast
from webapp.domain import bounces, digests, notification_choices, notifications, safety

FRIDAY = datetime(2026, 3, 27, 12, tzinfo=UTC)  # summer time begins in Europe on Sunday


def wants(member: Member, mail: str, *, zone: str = "Europe/Rome", hour: int = 8, weekday: int = 0) -> None:
    member.time_zone = zone
    member.save()
    notification_choices.choose(member=member, chosen={("pairs", "mail"): mail})
    hours = {"quiet_from": 21, "quiet_to": 8, "digest_hour": hour, "digest_weekday": weekday}
    notification_choices.set_hours(member=member, **hours)


def happens(cast: Cast, when: datetime, kind: str = "introduced") -> Notification:
    with clock.at(when):
        return notifications.notify(
            member=cast.bob, kind=kind, pair=cast.pair, program=cast.program, about=cast.alice.id, partner="Alice"
        )


def runs(since: datetime, days: float) -> list[datetime]:
    """When digests for Bob were laid in, looking every ten minutes as the job does, in UTC."""
    made = []
    for n in range(int(days * 24 * 6)):
        moment = since + timedelta(minutes=10 * n)
        with clock.at(moment):
            if digests.make_due():
                made.append(moment)
    return made


def test_bob_gets_what_has_come_once_at_his_hour(cast: Cast) -> None:
    wants(cast.bob, "daily")
    happens(cast, FRIDAY)
    happens(cast, FRIDAY, kind="pair_completed")
    assert runs(FRIDAY, 1.5) == [datetime(2026, 3, 28, 7, tzinfo=UTC)]
    digest = Dispatch.get(Dispatch.topic == "digest")
    assert [row.kind for row in digests.lines_of(digest)] == ["introduced", "pair_completed"]
    assert not Dispatch.select().where(Dispatch.state == "held").exists()


def test_the_hour_is_bobs_own_across_summer_time(cast: Cast) -> None:
    wants(cast.bob, "daily")
    for day in range(3):
        happens(cast, FRIDAY + timedelta(days=day))
    assert [moment.hour for moment in runs(FRIDAY, 3)] == [7, 6, 6]


def test_the_weekly_one_comes_on_bobs_weekday(cast: Cast) -> None:
    wants(cast.bob, "weekly", weekday=2)
    happens(cast, FRIDAY)
    assert runs(FRIDAY, 14) == [datetime(2026, 4, 1, 6, tzinfo=UTC)]


def test_what_is_weekly_and_daily_comes_in_one_mail(cast: Cast) -> None:
    wants(cast.bob, "weekly", weekday=0)
    notification_choices.choose(member=cast.bob, chosen={("groups", "mail"): "daily"})
    happens(cast, FRIDAY)
    monday = FRIDAY + timedelta(days=2)
    happens(cast, monday, kind="membership_approved")
    assert len(runs(monday, 1)) == 1
    assert len(digests.lines_of(Dispatch.get(Dispatch.topic == "digest"))) == 2


def test_what_bob_has_read_meanwhile_is_not_told_and_an_empty_mail_is_none(cast: Cast) -> None:
    wants(cast.bob, "daily")
    told = happens(cast, FRIDAY)
    with clock.at(FRIDAY + timedelta(hours=1)):
        notifications.read(notification=told)
    assert runs(FRIDAY, 2) == []
    assert Dispatch.get().state == "withdrawn"


def test_what_bob_wants_out_of_the_bell_is_told_in_the_digest(cast: Cast) -> None:
    wants(cast.bob, "daily")
    notification_choices.choose(member=cast.bob, chosen={("pairs", "app"): "off"})
    happens(cast, FRIDAY)
    assert Notification.unread_count(cast.bob.id) == 0
    assert len(runs(FRIDAY, 1)) == 1


@pytest.mark.parametrize("is_made", [False, True])
def test_a_block_takes_it_out_before_and_after_the_digest_was_made(cast: Cast, is_made: bool) -> None:
    wants(cast.bob, "daily")
    told = happens(cast, FRIDAY, kind="introduction_taken_back")
    Notification.update(pair=None).where(Notification.id == told.id).execute()
    made = runs(FRIDAY, 1) if is_made else []
    safety.block(blocker=cast.bob, blocked=cast.alice)
    assert len(made) == is_made
    if is_made:
        assert digests.lines_of(Dispatch.get(Dispatch.topic == "digest")) == []
    else:
        assert runs(FRIDAY, 2) == []


def test_a_site_that_slept_at_the_hour_makes_it_when_it_wakes(cast: Cast) -> None:
    wants(cast.bob, "daily")
    happens(cast, FRIDAY)
    assert runs(FRIDAY + timedelta(days=1, hours=3), 0.5) == [FRIDAY + timedelta(days=1, hours=3)]


def test_bob_who_moves_gets_no_second_one_on_the_same_day(cast: Cast) -> None:
    wants(cast.bob, "daily", zone="Pacific/Auckland")
    happens(cast, FRIDAY)
    first = runs(FRIDAY, 0.5)
    happens(cast, FRIDAY + timedelta(hours=10))
    wants(cast.bob, "daily", zone="America/Los_Angeles")
    assert len(first) == 1
    days = {moment.astimezone(UTC).date() for moment in runs(FRIDAY + timedelta(hours=10), 3)}
    assert len(days) == 1


def test_two_processes_make_one(cast: Cast) -> None:
    wants(cast.bob, "daily")
    happens(cast, FRIDAY)
    with clock.at(FRIDAY + timedelta(days=1)):
        assert (digests.make_due(), digests.make_due()) == (1, 0)


def test_bob_whose_mails_come_back_gets_none(cast: Cast) -> None:
    wants(cast.bob, "daily")
    happens(cast, FRIDAY)
    bounces.note(cast.bob.id, "5.1.1", True)
    assert runs(FRIDAY, 2) == []


def test_charlie_who_wants_mails_at_once_gets_no_digest(cast: Cast) -> None:
    with clock.at(FRIDAY):
        notifications.notify(member=cast.charlie, kind="membership_approved", group=cast.group)
    assert runs(FRIDAY, 2) == []
