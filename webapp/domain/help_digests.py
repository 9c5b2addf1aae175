"""Once a week, at their own hour for digests, admins hear how many pairs wait for a word. Counts, and nobody's name."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from db.clock import now
from db.database import alone, writing
from db.models import Member, Membership, Notification, Pair, Program
from db.models.pair import OPEN
from webapp.domain import hours, needs, notifications

KIND = "help_digest"
LATE = timedelta(hours=6)  # so much later it is still told; after that not until the week after


def tell() -> int:
    """Tell those whose hour has come, each program once a week; nothing where no pair waits. Returns how many."""
    moment = now()
    due: dict[int, list[tuple[Member, datetime]]] = defaultdict(list)
    programs = {}
    for program, admin in _offices():
        began = _began(admin, moment)
        if moment - began < LATE and not _was_told(program, admin, began):
            programs[program.id] = program
            due[program.id].append((admin, began))
    return sum(_tell(programs[program_id], admins, moment) for program_id, admins in due.items())


def _tell(program: Program, admins: list[tuple[Member, datetime]], moment: datetime) -> int:
    counts = needs.counts(program, readers=[admin for admin, _began in admins], at=moment)
    return sum(_told(program, admin, counts[admin.id], began) for admin, began in admins if counts[admin.id])


def _told(program: Program, admin: Member, count: int, began: datetime) -> bool:
    with writing():
        alone(f"{KIND}|{program.id}|{admin.id}")
        if _was_told(program, admin, began):
            return False
        key = f"{KIND}|{program.id}|{admin.id}|{began.date()}"
        notifications.notify(member=admin, kind=KIND, program=program, key=key, count=str(count))
    return True


def _offices() -> Any:
    """Each program with open pairs, with each of its admins."""
    walked = Program.state.in_(("enrolling", "running"))
    with_pairs = Program.id.in_(Pair.select(Pair.program).where(Pair.state.in_(OPEN)))
    for program in Program.select().where(walked & with_pairs).order_by(Program.id):
        for admin in Membership.admins_of(program.group_id).order_by(Member.id):
            yield program, admin


def _began(admin: Member, moment: datetime) -> datetime:
    """When this admin's digests came last, or come now, by the clock of their own zone."""
    mine = hours.of(admin)
    today = moment.astimezone(ZoneInfo(admin.time_zone)).date()
    day = today.toordinal() - (today.weekday() - mine.digest_weekday) % 7
    began = hours.at_hour(admin.time_zone, day, mine.digest_hour)
    return began if began <= moment else hours.at_hour(admin.time_zone, day - 7, mine.digest_hour)


def _was_told(program: Program, admin: Member, since: datetime) -> bool:
    same = (Notification.member == admin) & (Notification.kind == KIND) & (Notification.program == program)
    return bool(Notification.select().where(same & (Notification.created_at >= since)).exists())
