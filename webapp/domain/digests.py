"""Mails that sum up: what was held for a day or a week, in one mail at the hour that a member chose."""

import secrets
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from peewee import JOIN, fn

from db.clock import now
from db.database import locked, writing
from db.models import Block, Dispatch, Group, Member, Notification, NotificationHours
from webapp.domain import bounces, hours, notification_choices, outbox
from webapp.domain.notification_choices import DIGEST

WEEK = 7  # days


def make_due(at: datetime | None = None) -> int:
    """Lay in the digests that are due; returns how many. Once a day for each member, however often this runs.

    What came after the hour of today's waits for tomorrow's; where nothing runs at the hour, the next run makes it.
    """
    moment, made = at or now(), 0
    for member, mine, oldest in _with_something_held():
        ends = _ends(mine, member.time_zone, moment)
        if any(oldest[held_for] <= ends[held_for] for held_for in oldest):
            made += _make(member, ends, moment)
    return made


def lines_of(digest: Dispatch) -> list[Notification]:
    """What a digest tells of when it leaves, oldest first: what was read or blocked meanwhile is left out."""
    rows = Dispatch.select(Dispatch, Notification, Group).join(Notification).join(Group, JOIN.LEFT_OUTER)
    held = list(rows.where(Dispatch.digest == digest).order_by(Dispatch.notification))
    return [row.notification for row in _worth_telling(digest.member, held)]


def _with_something_held() -> Iterable[tuple[Member, NotificationHours, dict[str, datetime]]]:
    """Each member for whom something is held, their hours, and since when it is, by digest: three queries."""
    oldest: dict[int, dict[str, datetime]] = defaultdict(dict)
    columns = (Dispatch.member, Dispatch.held_for, fn.MIN(Dispatch.due_at))
    held = Dispatch.select(*columns).where((Dispatch.state == "held") & (Dispatch.medium == "mail"))
    for member_id, held_for, since in held.group_by(Dispatch.member, Dispatch.held_for).tuples():
        oldest[member_id][held_for] = since
    theirs = hours.of_many(oldest)
    for member in Member.select().where(Member.id.in_(list(oldest))).order_by(Member.id):
        yield member, theirs[member.id], oldest[member.id]


def _ends(mine: NotificationHours, zone: str, at: datetime) -> dict[str, datetime]:
    """Up to when what is held belongs into the digest that was due last, by digest."""
    today = at.astimezone(ZoneInfo(zone)).toordinal()
    past = [hours.at_hour(zone, today - n, mine.digest_hour) for n in range(WEEK + 1)]
    days = [today - n for n, moment in enumerate(past) if moment <= at]
    weekly = next(day for day in days if date.fromordinal(day).weekday() == mine.digest_weekday)
    return {kind: hours.at_hour(zone, day, mine.digest_hour) for kind, day in (("daily", days[0]), ("weekly", weekly))}


def _make(member: Member, ends: dict[str, datetime], at: datetime) -> bool:
    day = ends["daily"].astimezone(ZoneInfo(member.time_zone)).date()
    key = f"digest|{member.id}|{day}|mail"
    with writing():
        list(locked(Member.select(Member.id).where(Member.id == member.id)))
        if Dispatch.select().where(Dispatch.key == key).exists():
            return False
        due = [row for row in _held(member) if row.due_at <= ends.get(row.held_for, ends["daily"])]
        told = _worth_telling(member, due)
        _settle([row for row in due if row not in told], state="withdrawn", fault="read")
        if told:
            made = Dispatch.create(
                uid=secrets.token_hex(16), key=key, medium="mail", topic=DIGEST, member=member, due_at=at
            )
            _settle(told, state="sent", sent_at=at, digest=made)
    return bool(told)


def _held(member: Member) -> list[Dispatch]:
    mine = (Dispatch.member == member) & (Dispatch.state == "held") & (Dispatch.medium == "mail")
    rows = Dispatch.select(Dispatch, Notification).join(Notification)
    return list(rows.where(mine).order_by(Dispatch.notification))


def _worth_telling(member: Member, held: list[Dispatch]) -> list[Dispatch]:
    """What its member has not read, still wants, what is still so, and what no block withdraws.

    Nothing where mails do not arrive.
    """
    if not member.is_active or bounces.are_for_good(member):
        return []
    chosen = notification_choices.all_of(member.id)
    blocks = Block.among([member.id, *{row.about_id for row in held if row.about_id is not None}])
    return [
        row
        for row in held
        if not row.notification.was_read
        and chosen.get((row.topic, "mail")) != "off"
        and frozenset((member.id, row.about_id)) not in blocks
        and not outbox.past(row.notification)
    ]


def _settle(rows: list[Dispatch], **columns: object) -> None:
    if rows:
        Dispatch.update(**columns).where(Dispatch.id.in_([row.id for row in rows])).execute()
