"""When a member wants not to be disturbed, and when digests come: full hours of their own clock."""

from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from db.models import Member, NotificationHours


def of(member: Member) -> NotificationHours:
    """A member's hours, or what holds for whoever has said nothing; such a row is not saved."""
    return NotificationHours.get_or_none(NotificationHours.member == member) or NotificationHours(member=member)


def of_many(member_ids: Iterable[int]) -> dict[int, NotificationHours]:
    """The same for many members, in one query."""
    ids = list(member_ids)
    said = {row.member_id: row for row in NotificationHours.select().where(NotificationHours.member.in_(ids))}
    return {each: said.get(each) or NotificationHours(member=each) for each in ids}


def is_quiet(hours: NotificationHours, zone: str, at: datetime) -> bool:
    """Whether a moment lies within the quiet hours; from an hour to the same hour there are none."""
    hour = at.astimezone(ZoneInfo(zone)).hour
    if hours.quiet_from <= hours.quiet_to:
        return bool(hours.quiet_from <= hour < hours.quiet_to)
    return bool(hour >= hours.quiet_from or hour < hours.quiet_to)


def next_open(member: Member, at: datetime) -> datetime:
    """The moment itself, or, if it lies within the member's quiet hours, their end."""
    mine = of(member)
    if not is_quiet(mine, member.time_zone, at):
        return at
    return next_at(member.time_zone, mine.quiet_to, at)


def next_at(zone: str, hour: int, after: datetime) -> datetime:
    """When it is that full hour next, after a moment, by the clock of a zone."""
    local = after.astimezone(ZoneInfo(zone))
    day = local.toordinal()
    return next(moment for moment in (at_hour(zone, day + n, hour) for n in range(3)) if moment > after)


def at_hour(zone: str, day: int, hour: int) -> datetime:
    """The moment at which a day (an ordinal) comes to a full hour by the clock of a zone.

    An hour that is left out when summer time begins is the one after it; of one that comes twice it is the first.
    """
    # What a clock does not show that day counts as an hour earlier than it says (PEP 495): UTC puts it right.
    return datetime.fromordinal(day).replace(hour=hour, tzinfo=ZoneInfo(zone)).astimezone(UTC)
