from datetime import UTC, datetime, timedelta

import pytest

from db import clock
from db.models import Member, Notification, NotificationHours, Pair, Program
from tests import people
from tests.people import Cast
from webapp.domain import help_digests

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)  # when digests come to somebody in UTC who has said nothing
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _silent(cast: Cast) -> None:
    """Alice and Bob have never begun."""
    Pair.update(introduced_at=MONDAY - timedelta(days=20)).execute()


def tell(at: datetime) -> int:
    with clock.at(at):
        return help_digests.tell()


def told(member: Member) -> list[str]:
    rows = Notification.select().where((Notification.member == member) & (Notification.kind == "help_digest"))
    return [row.names["count"] for row in rows]


def test_olivia_is_told_once_a_week_at_her_hour(cast: Cast) -> None:
    assert tell(MONDAY - HOUR) == 0
    assert tell(MONDAY) == 1
    for hours in (0, 1, 5, 7, 24 * 6):
        assert tell(MONDAY + hours * HOUR) == 0
    assert told(cast.olivia) == ["1"]
    assert tell(MONDAY + timedelta(days=7, minutes=10)) == 1
    assert told(cast.sam) == told(cast.alice) == told(cast.charlie) == []


def test_her_hour_is_of_her_own_zone_and_choice(cast: Cast) -> None:
    Member.update(time_zone="America/New_York").where(Member.id == cast.olivia.id).execute()
    NotificationHours.create(member=cast.olivia, digest_weekday=2, digest_hour=18)
    assert tell(MONDAY) == 0
    wednesday = datetime(2026, 11, 25, 23, tzinfo=UTC)
    assert tell(wednesday - HOUR) == 0
    assert tell(wednesday) == 1


def test_olivia_is_not_told_where_nobody_needs_her(cast: Cast) -> None:
    Pair.update(introduced_at=MONDAY).execute()
    assert tell(MONDAY) == 0
    Pair.update(introduced_at=MONDAY - timedelta(days=20)).execute()
    Program.update(state="finished").execute()
    assert tell(MONDAY) == 0


def test_each_admin_is_told_of_the_pairs_that_they_are_not_in(cast: Cast) -> None:
    own = people.introduced(cast.program, cast.olivia, people.member("Nora Blu"))
    Pair.update(introduced_at=MONDAY - timedelta(days=20)).where(Pair.id == own.id).execute()
    people.join(cast.group, people.member("Anna Verdi"), is_admin=True)
    assert tell(MONDAY) == 2
    assert told(cast.olivia) == ["1"]
    assert told(Member.with_email("anna@example.org")) == ["2"]
