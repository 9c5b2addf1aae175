"""Keeping somebody out because of a case: of a group for a while, or for good; of the whole instance (`bans.py`).

Each verb takes the member's row, then the group's, then the pairs' in the order of their ids, and returns the ids of
the pairs that changed, for the caller to announce after the commit. Doing it twice is the same as once.
"""

from datetime import datetime
from typing import Any

from db.clock import now
from db.database import locked, writing
from db.models import Block, FreshStart, Group, Member, Membership, Pair, Report, Suspension
from db.models.pair import OPEN, UNDER_WAY
from webapp.domain import audit, memberships, pairs
from webapp.domain.errors import WrongState
from webapp.domain.notifications import notify


def suspend(*, group: Group, member: Member, by: Member, report: Report | None, until: datetime | None) -> list[int]:
    """Keep a member out of a group until then; without `until`, as long as the case is open.

    The group and its programs are hidden from them, nobody introduces them, and in their pairs there nobody writes.
    A report's earlier suspension of the same member gets the new end. Raises WrongState if they are not in the group
    any more, LastAdmin.
    """
    with writing():
        group = memberships.hold_with(member, group)
        place = Membership.of(group, member)
        if place is None or not (place.is_active or place.is_suspended):
            raise WrongState
        memberships.refuse_last_admin(place)
        _put(group, member, by, report, until)
        Membership.update(state="suspended").where(Membership.id == place.id).execute()
        ids = [pair.id for pair in _held(group, member, OPEN)]
        Pair.update(state="suspended").where(Pair.id.in_(ids)).execute()
    return ids


def lift(*, group: Group, member: Member, by: Member, report: Report | None) -> list[int]:
    """End a report's suspension of a member. If no other one stands, their place and their pairs are as they were.

    A pair that was ended meanwhile stays so.
    """
    return _end(group, member, _is_of(report), by)


def over() -> list[int]:
    """Bring back everybody whose time is over."""
    due = Suspension.select(Suspension, Group, Member).join(Group).switch(Suspension).join(Member, on=Suspension.member)
    due = due.where(Suspension.lifted_at.is_null() & (Suspension.until <= now())).order_by(Suspension.id)
    restored: list[int] = []
    for row in list(due):
        still_due = (Suspension.id == row.id) & (Suspension.until <= now())
        restored += _end(row.group, row.member, still_due, None)
    return restored


def is_suspended(*, group: Group | None, member: Member | None, report: Report) -> bool:
    """Whether this report's suspension keeps the member out of the group now."""
    if group is None or member is None:
        return False
    return bool(Suspension.select().where(_stands(group, member) & (Suspension.report == report)).exists())


def remove(*, group: Group, member: Member, by: Member) -> list[int]:
    """Take a member's place in a group away because of a case; their pairs there end, neutrally.

    Raises WrongState if they are not in the group any more, LastAdmin.
    """
    with writing():
        group = memberships.hold_with(member, group)
        place = Membership.of(group, member)
        if place is None or not (place.is_active or place.is_suspended):
            raise WrongState
        memberships.refuse_last_admin(place)
        memberships.give_up_programs(group, member)
        Membership.update(state="removed", is_admin=False, is_moderator=False, decided_at=now(), decided_by=by).where(
            Membership.id == place.id
        ).execute()
        return close_neutrally(_held(group, member, UNDER_WAY), member)


def reinstate(*, group: Group, member: Member) -> None:
    """Give back a place that was taken away because of a case; offices and pairs are not given back."""
    with writing():
        group = memberships.hold_with(member, group)
        Membership.update(state="active", decided_at=None, decided_by=None).where(
            (Membership.group == group) & (Membership.member == member) & (Membership.state == "removed")
        ).execute()


def close_neutrally(held: list[Pair], leaving: Member) -> list[int]:
    """End locked pairs of somebody who may not stay; each partner hears what they hear at any other end."""
    for pair in held:
        pairs.close(pair, state="ended", by=None, enrollments="paused")
        partner = pair.partner_of(leaving)
        names = {"about": leaving.id, "partner": leaving.first_name}
        notify(member=partner, kind="pair_ended", pair=pair, program=pair.program, **names)
    return [pair.id for pair in held]


def _stands(group: Group, member: Member) -> Any:
    return (Suspension.group == group) & (Suspension.member == member) & Suspension.lifted_at.is_null()


def _is_of(report: Report | None) -> Any:
    return Suspension.report == report if report else Suspension.report.is_null()


def _end(group: Group, member: Member, which: Any, by: Member | None) -> list[int]:
    with writing():
        group = memberships.hold_with(member, group)
        ended = list(Suspension.select().where(_stands(group, member) & which))
        for suspension in ended:
            Suspension.update(lifted_at=now()).where(Suspension.id == suspension.id).execute()
            audit.record("suspension.lifted", by=by, of=suspension, report=suspension.report_id)
        if not ended or Suspension.select().where(_stands(group, member)).exists():
            return []
        return _bring_back(group, member)


def _put(group: Group, member: Member, by: Member, report: Report | None, until: datetime | None) -> None:
    """The report's suspension of the member, with this end."""
    known = Suspension.select().where(_stands(group, member) & _is_of(report)).first()
    if known is None:
        known = Suspension.create(group=group, member=member, report=report, until=until, made_by=by)
    elif known.until == until:
        return
    Suspension.update(until=until, made_by=by).where(Suspension.id == known.id).execute()
    audit.record("suspension.made", by=by, of=known, report=known.report_id, is_dated=until is not None)


def _held(group: Group, member: Member, states: tuple[str, ...]) -> list[Pair]:
    return list(locked(Pair.of_member_in(group.id, member.id).where(Pair.state.in_(states))))


def _bring_back(group: Group, member: Member) -> list[int]:
    """The member's place as it was, and the pairs of which the other one is not kept out as well."""
    place = Membership.of(group, member)
    if place is None or not place.is_suspended:  # removed meanwhile
        return []
    Membership.update(state="active").where(Membership.id == place.id).execute()
    others = Membership.select(Membership.member).where((Membership.group == group) & (Membership.state == "suspended"))
    kept_out = {row.member_id for row in others}
    held = [pair for pair in _held(group, member, ("suspended",)) if pair.partner_id_of(member) not in kept_out]
    for pair in held:
        if Block.stands_between(pair.mentor_id, pair.mentee_id):
            pairs.close(pair, state="ended", by=None, enrollments="paused")
        else:
            was = "paused" if pair.paused_by_id else "active"
            Pair.update(state=was).where(Pair.id == pair.id).execute()
            FreshStart.note(pair.id, "resumed")
    return [pair.id for pair in held]
