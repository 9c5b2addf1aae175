"""The weekly rhythm over weeks: what is told to whom on which day, once, and to whom nothing."""

from datetime import UTC, datetime, timedelta

from db.clock import at
from db.models import Notification, Nudge, NudgeItem, Pair
from tests.people import Cast
from webapp.domain import rhythm

MONDAY = datetime(2026, 1, 5, 10, tzinfo=UTC)
DAY = timedelta(days=1)


def introduce(pair: Pair, moment: datetime) -> None:
    Pair.update(introduced_at=moment, last_active_at=None).where(Pair.id == pair.id).execute()


def told(name: str, days: int) -> list[tuple[int, str]]:
    found = []
    for day in range(days):
        moment = MONDAY + day * DAY
        with at(moment):
            rhythm.tick()
    for item in NudgeItem.select().order_by(NudgeItem.id):
        if item.member.name.startswith(name):
            found.append(((item.nudge.on_day - MONDAY.date()).days, item.kind, item.occasion))
    return found


def test_print(cast: Cast) -> None:
    introduce(cast.pair, MONDAY)
    for line in told("Alice", 60): print(line)
    print('---')
    for line in told("Bob", 60): print(line)
    print(Notification.select().count(), [n.names for n in Notification.select().limit(5)])
    with at(MONDAY + 60*DAY): print(rhythm.close_unanswered())
    print([ (n.kind, n.names) for n in Notification.select().limit(5)])
    assert 0
