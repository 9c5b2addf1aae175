"""The weekly rhythm over weeks: what is told to whom on which day, once, and to whom nothing."""

from datetime import UTC, datetime, timedelta

from db.clock import at
from db.models import Member, NudgeItem, Pair
from tests.people import Cast
from webapp.domain import rhythm

MONDAY = datetime(2026, 1, 5, 10, tzinfo=UTC)
DAY = timedelta(days=1)
Told = tuple[int, str, str]


def introduce(pair: Pair, moment: datetime) -> None:
    Pair.update(introduced_at=moment, last_active_at=None).where(Pair.id == pair.id).execute()


def go_on(days: range) -> None:
    for day in days:
        with at(MONDAY + day * DAY):
            rhythm.tick()


def told(member: Member) -> list[Told]:
    """What a member was told: the day from MONDAY on, the kind, the occasion."""
    items = NudgeItem.select().where(NudgeItem.member == member).order_by(NudgeItem.id)
    return [((item.nudge.on_day - MONDAY.date()).days, item.kind, item.occasion) for item in items]


SILENT = [
    (3, "first_message", "first"),
    (7, "silent", "2026-01-05/7"),
    (10, "check_in", "2026-01-15"),
    (14, "silent", "2026-01-05/14"),
    (17, "check_in", "2026-01-22"),
    (21, "silent", "2026-01-05/21"),
    (24, "check_in", "2026-01-29"),
    (28, "closing", "2026-01-05/ask"),
    (30, "pulse", "2026-02-04"),
    (31, "check_in", "2026-02-05"),
    (35, "closing", "2026-01-05/last"),
]


def test_alice_and_bob_are_told_what_is_due_to_a_pair_that_never_begins(cast: Cast) -> None:
    introduce(cast.pair, MONDAY)
    go_on(range(38))
    assert told(cast.bob) == SILENT
    assert told(cast.alice) == [(2, "heard", "first"), *SILENT]
    assert told(cast.charlie) == []
