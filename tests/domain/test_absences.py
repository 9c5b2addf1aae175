from datetime import UTC, date, datetime

from db.models import Absence
from tests.people import Cast
from webapp.domain import absences


def test_a_member_is_away_by_their_own_day(cast: Cast) -> None:
    alice, bob = cast.alice, cast.bob
    alice.time_zone, bob.time_zone = "Pacific/Auckland", "America/Los_Angeles"
    alice.save(), bob.save()
    for someone in (alice, bob):
        Absence.create(member=someone, begins_on=date(2026, 12, 1), until=date(2026, 12, 2))
    ids = [alice.id, bob.id, cast.charlie.id]
    # It is the first of December in Auckland, and still the last of November in Los Angeles.
    assert absences.away(ids, datetime(2026, 11, 30, 12, tzinfo=UTC)) == {alice.id}
    assert absences.away(ids, datetime(2026, 12, 2, 10, tzinfo=UTC)) == {alice.id, bob.id}
    assert absences.away(ids, datetime(2026, 12, 2, 12, tzinfo=UTC)) == {bob.id}
    assert absences.away(ids, datetime(2026, 12, 3, 8, tzinfo=UTC)) == set()
    assert absences.away([], datetime(2026, 12, 2, 10, tzinfo=UTC)) == set()


def test_a_member_is_not_away_once_they_have_taken_it_back(cast: Cast) -> None:
    moment = datetime(2026, 12, 1, 12, tzinfo=UTC)
    Absence.create(member=cast.bob, begins_on=date(2026, 12, 1), until=date(2026, 12, 9), ended_at=moment)
    assert absences.away([cast.bob.id], moment) == set()
