"""Leaving a pair be for a while: it is out of the admins' list until then, or until it fares worse than now."""

from datetime import datetime, timedelta

from db.clock import now
from db.database import writing
from db.models import Member, Program, Rhythm, Snooze
from webapp.domain import facts, health, office

DAYS = (7, 14, 30)


def snooze(*, program: Program, pair_id: int, by: Member, days: int) -> datetime:
    """Leave an open pair be for one of DAYS, for every admin; returns until when. An earlier snooze ends.

    Raises OwnPair, PairIsClosed, ValueError.
    """
    if days not in DAYS:
        raise ValueError(f"no snooze lasts {days} days")
    moment = now()
    with writing():
        pair = office.hold_open(program=program, pair_id=pair_id, by=by)
        _end(pair_id, moment)
        level = health.of(facts.of_pair(pair_id, at=moment), Rhythm.of(program), moment).level
        made = Snooze.create(pair=pair, until=moment + timedelta(days=days), level=level, made_by=by, created_at=moment)
        office.note("help.snoozed", by=by, pair=pair, program=program, days=days)
    until: datetime = made.until
    return until


def wake(*, program: Program, pair_id: int, by: Member) -> None:
    """Bring a pair back before its time; one that is not snoozed stays as it is. Raises OwnPair."""
    with writing():
        pair = office.hold(program=program, pair_id=pair_id, by=by)
        if _end(pair_id, now()):
            office.note("help.woken", by=by, pair=pair, program=program)


def _end(pair_id: int, moment: datetime) -> int:
    holding = (Snooze.pair == pair_id) & Snooze.ended_at.is_null() & (Snooze.until > moment)
    return int(Snooze.update(ended_at=moment).where(holding).execute())
