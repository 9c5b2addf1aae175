"""Weeks of a program's rhythm, a tick at a time."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from db.clock import at
from db.models import Member, NudgeItem, Pair
from tests import people
from tests.people import Cast
from webapp.domain import chat, rhythm, vault

MONDAY = datetime(2026, 1, 5, 10, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
Told = tuple[int, str, str]


def introduce(pair: Pair, moment: datetime = MONDAY) -> Pair:
    """The pair, introduced at a moment."""
    Pair.update(introduced_at=moment, last_active_at=None).where(Pair.id == pair.id).execute()
    return Pair.with_id(pair.id) or pair


def go_on(days: Iterable[float]) -> int:
    """Tick once on each of these days after MONDAY, at ten in the morning, UTC; how many were nudged."""
    return sum(tick(MONDAY + day * DAY) for day in days)


def tick(moment: datetime) -> int:
    """Tick once, at a moment."""
    with at(moment):
        return rhythm.tick()


def told(member: Member) -> list[Told]:
    """What a member was told: the day of theirs after MONDAY, the kind, the occasion."""
    items = NudgeItem.select().where(NudgeItem.member == member).order_by(NudgeItem.id)
    return [((item.nudge.on_day - MONDAY.date()).days, item.kind, item.occasion) for item in items]


def kinds(member: Member) -> list[tuple[int, str]]:
    """The same without the occasions."""
    return [(day, kind) for day, kind, _occasion in told(member)]


def write(pair: Pair, author: Member, day: float) -> None:
    """One of the two writes, so many days after MONDAY."""
    with at(MONDAY + day * DAY):
        chat.post_message(pair=pair, author=author, body="Hello", client_id=f"client-{author.id}-{day}")


def another(cast: Cast, mentee: str, **columns: Any) -> Pair:
    """Alice's pair with somebody else in the same program, introduced on the same day."""
    someone = people.member(mentee)
    enrolled = people.enrolled(cast.program, someone, "mentee", state="paired")
    mentor = cast.pair.mentor_enrollment_id
    columns = {"introduced_at": MONDAY, "mentor_enrollment": mentor, "mentee_enrollment": enrolled, **columns}
    pair = Pair.create(program=cast.program, mentor=cast.alice, mentee=someone, **columns)
    vault.make_keys(pair)
    return pair
