"""Who is away, from a day to a day, both included, each by their own clock. Their pairs stay open meanwhile."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from db.clock import now
from db.database import locked, writing
from db.models import Absence, Block, Member, Pair
from db.models.pair import OPEN
from webapp.domain.errors import AbsencesOverlap, TooManyAbsences, WrongState
from webapp.domain.notifications import notify

MOST = 10  # planned at a time
LONGEST = timedelta(days=366)


def away(member_ids: Iterable[int], at: datetime | None = None) -> set[int]:
    """Which of these members are away at an instant, now by default, each by their own day (one query)."""
    return set(until_of(member_ids, at))


def until_of(member_ids: Iterable[int], at: datetime | None = None) -> dict[int, date]:
    """The last day of their absence, by the ids of those of these members who are away at an instant (one query)."""
    moment = at or now()
    # No zone's day is further from the day of UTC than one.
    early, late = (moment.date() + timedelta(days=days) for days in (-1, 1))
    near = (Absence.begins_on <= late) & (Absence.until >= early) & Absence.ended_at.is_null()
    rows = Absence.select(Absence.member, Absence.begins_on, Absence.until, Member.time_zone).join(Member)
    found = rows.where(near & Absence.member.in_(list(member_ids))).tuples()
    return {member: until for member, begins_on, until, zone in found if begins_on <= day_in(zone, moment) <= until}


def day_in(zone: str, at: datetime) -> date:
    """The day that an instant falls on by the clocks of a zone."""
    return at.astimezone(ZoneInfo(zone)).date()


def back_at(absence: tuple[date, date, datetime | None], zone: str, at: datetime) -> datetime | None:
    """When somebody was back whose absence is (first day, last day, ended early at), by their zone's clock.

    It is the midnight after its last day, or when they said so; None if that is still to come, or if they said so
    before it began.
    """
    begins_on, until, ended_at = absence
    back = datetime.combine(until + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)
    back = min(back, ended_at) if ended_at else back
    return back if back <= at and day_in(zone, back) >= begins_on else None


def planned_by(member_ids: Iterable[int]) -> list[Absence]:
    """The absences of these members that are not over, present and to come, the nearest first."""
    return list(_not_over(Absence.member.in_(list(member_ids))))


def plan(*, member: Member, begins_on: date, until: date) -> Absence:
    """Say that one is away from a day to a day of one's own. Raises WrongState, AbsencesOverlap, TooManyAbsences."""
    with writing():
        _demand_free(member, begins_on, until)
        if _not_over(Absence.member == member).count() >= MOST:
            raise TooManyAbsences
        return Absence.create(member=member, begins_on=begins_on, until=until)


def change(*, absence: Absence, member: Member, begins_on: date, until: date) -> None:
    """Change the days of an absence that is not over; one that has begun keeps its first day.

    Raises WrongState, AbsencesOverlap.
    """
    with writing():
        fresh = _demand_planned(absence)
        if fresh.told_at is not None:
            begins_on = fresh.begins_on
        _demand_free(member, begins_on, until, besides=fresh)
        Absence.update(begins_on=begins_on, until=until).where(Absence.id == fresh.id).execute()


def end(*, absence: Absence, member: Member) -> None:
    """Be back, or take back what was planned; partners who know of it are told. Ended already: nothing happens."""
    with writing():
        _hold(member)
        fresh = Absence.get_by_id(absence.id)
        if fresh.ended_at is None:
            _end(fresh, member)


def tell() -> int:
    """Tell partners of absences that have begun, and of those that are over; returns of how many.

    Each once, however often this runs: the absence's row says so, under its member's row.
    """
    moment = now()
    soon = (Absence.begins_on <= moment.date() + timedelta(days=1)) & Absence.ended_at.is_null()
    query = Absence.select(Absence, Member).join(Member).where(soon).order_by(Absence.id)
    return sum(_told(row.id, row.member) for row in list(query) if _is_due(row, row.member, moment))


def _is_due(absence: Absence, member: Member, at: datetime) -> bool:
    day = day_in(member.time_zone, at)
    return absence.until < day or (absence.begins_on <= day and absence.told_at is None)


def _told(absence_id: int, member: Member) -> bool:
    with writing():
        _hold(member)
        fresh = Absence.get_or_none((Absence.id == absence_id) & Absence.ended_at.is_null())
        if fresh is None or not _is_due(fresh, member, now()):
            return False
        if fresh.until < day_in(member.time_zone, now()):
            _end(fresh, member)
        else:
            Absence.update(told_at=now()).where(Absence.id == fresh.id).execute()
            _tell_partners(fresh, member, "partner_away")
    return True


def _end(absence: Absence, member: Member) -> None:
    Absence.update(ended_at=now()).where(Absence.id == absence.id).execute()
    if absence.told_at is not None:
        _tell_partners(absence, member, "partner_back")


def _tell_partners(absence: Absence, member: Member, kind: str) -> None:
    for pair in Pair.of_member(member).where(Pair.state.in_(OPEN)):
        partner = pair.partner_of(member)
        if not Block.stands_between(partner.id, member.id):
            key = f"{kind}|{absence.id}|{pair.id}"
            names = {"partner": str(member.first_name), "until": absence.until.isoformat()}
            notify(member=partner, kind=kind, pair=pair, about=member.id, key=key, **names)


def _not_over(condition: Any) -> Any:
    """Those by whose member's clock the last day has not passed; told or not, a day more does no harm to look."""
    rows = Absence.select().where(
        condition & Absence.ended_at.is_null() & (Absence.until >= now().date() - timedelta(1))
    )
    return rows.order_by(Absence.begins_on, Absence.id)


def _hold(member: Member) -> None:
    """One at a time changes a member's absences. Must be called inside `writing()`."""
    locked(Member.select(Member.id).where(Member.id == member.id)).get()


def _demand_planned(absence: Absence) -> Absence:
    fresh: Absence = Absence.get_by_id(absence.id)
    if fresh.ended_at is not None:
        raise WrongState
    return fresh


def _demand_free(member: Member, begins_on: date, until: date, besides: Absence | None = None) -> None:
    _hold(member)
    today = day_in(member.time_zone, now())
    if until < max(begins_on, today) or until - begins_on > LONGEST:
        raise WrongState
    others = Absence.select().where((Absence.member == member) & Absence.ended_at.is_null())
    if besides is not None:
        others = others.where(Absence.id != besides.id)
    if others.where((Absence.begins_on <= until) & (Absence.until >= begins_on)).exists():
        raise AbsencesOverlap
