"""Who is away, from a day to a day, both included, each by their own clock."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from db.clock import now
from db.models import Absence, Member


def away(member_ids: Iterable[int], at: datetime | None = None) -> set[int]:
    """Which of these members are away at an instant, now by default, each by their own day (one query)."""
    moment = at or now()
    # No zone's day is further from the day of UTC than one.
    early, late = (moment.date() + timedelta(days=days) for days in (-1, 1))
    near = (Absence.begins_on <= late) & (Absence.until >= early) & Absence.ended_at.is_null()
    rows = Absence.select(Absence.member, Absence.begins_on, Absence.until, Member.time_zone).join(Member)
    found = rows.where(near & Absence.member.in_(list(member_ids))).tuples()
    return {member for member, begins_on, until, zone in found if begins_on <= day_in(zone, moment) <= until}


def day_in(zone: str, at: datetime) -> date:
    """The day that an instant falls on by the clocks of a zone."""
    return at.astimezone(ZoneInfo(zone)).date()
