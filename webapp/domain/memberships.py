"""Memberships: getting into a group, and out of it again.

Every verb takes the group's row first, so that two of them never decide on what the other is changing: the last admin,
the last use of an invitation, the same request approved twice.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db.clock import now
from db.database import locked, writing
from db.models import Enrollment, Group, Member, Membership, Notification, Pair, Program
from db.models.pair import UNDER_WAY
from webapp.domain import audit, notifications
from webapp.domain.errors import AskedTooSoon, LastAdmin, OnlyByInvitation, WrongState
from webapp.domain.pages import Page, page_of

ASK_AGAIN_AFTER = timedelta(days=7)
GIVEN_UP_ON_LEAVING = ("draft", "requested", "waiting", "paused")
NAMED = {"admin": "admin.named", "moderator": "moderator.named"}  # what the audit log calls it
UNNAMED = {"admin": "admin.unnamed", "moderator": "moderator.unnamed"}
REQUESTED = "membership_requested"  # a kind of notification


@dataclass(frozen=True)
class Door:
    """How a group stands to somebody who is not in it.

    `way` is `join` (at once), `ask` (an admin answers), `asked` (waits for the answer), `later` (at `opens_at`) or
    `invitation`.
    """

    way: str
    opens_at: datetime | None = None


@dataclass(frozen=True)
class Departure:
    """What leaving a group would do: programs whose place is given up, and how many pairs go on."""

    is_last_admin: bool
    programs: list[str]
    pairs: int


def door(*, group: Group, member: Member) -> Door:
    """How a group stands to a member who is not in it."""
    return _door(group, Membership.of(group, member))


def join(*, group: Group, member: Member) -> tuple[Membership, list[Member]]:
    """Join at once, or ask where the group wants that; returns the place and the admins who are to be told by mail.

    Doing it twice is the same as once. Raises AskedTooSoon, OnlyByInvitation, and WrongState for one who is kept out.
    """
    with writing():
        group = hold(group)
        place = Membership.of(group, member)
        if place and place.is_active:
            return place, []
        if place and place.is_suspended:
            raise WrongState
        way = _door(group, place).way
        if way == "later":
            raise AskedTooSoon
        if way == "invitation":
            raise OnlyByInvitation
        if way == "join":
            audit.record("membership.joined", by=member, of=member, group=group)
            return enter(group=group, member=member), []
        if place and way == "asked":
            return place, []
        audit.record("membership.asked", by=member, of=member, group=group)
        return _put(group, member, state="requested"), _tell_admins(group)


def approve(*, membership: Membership, admin: Member) -> None:
    """Let somebody in who asked. Raises WrongState if they no longer ask."""
    with writing():
        group = hold(membership.group)
        _decide(membership, admin, state="active")
        _settle_requests(group)
        notifications.notify(member=membership.member, kind="membership_approved", group=group)
        audit.record("membership.approved", by=admin, of=membership.member, group=group)


def decline(*, membership: Membership, admin: Member) -> None:
    """Say no to somebody who asked; they may ask again after a week. Raises WrongState if they no longer ask."""
    with writing():
        group = hold(membership.group)
        _decide(membership, admin, state="declined")
        _settle_requests(group)
        notifications.notify(member=membership.member, kind="membership_declined", group=group)
        audit.record("membership.declined", by=admin, of=membership.member, group=group)


def leave(*, group: Group, member: Member) -> None:
    """Leave a group, or take back the wish to join it. Raises LastAdmin, WrongState.

    Places in the group's programs in which nobody was introduced yet are given up. Open pairs go on: a pair is its two
    members', not the group's.
    """
    with writing():
        group = hold_with(member, group)
        place = Membership.of(group, member)
        if place is None or place.state not in ("requested", "active"):
            raise WrongState
        refuse_last_admin(place)
        give_up_programs(group, member)
        if place.is_active:
            place.decided_at = place.decided_by = None
        audit.record("membership.left", by=member, of=member, group=group, was=place.state)
        _go(place, state="left")
        _settle_requests(group)


def remove(*, membership: Membership, admin: Member) -> None:
    """Take a member's place in the group away; for oneself the same as `leave`. Raises LastAdmin, WrongState."""
    if membership.member_id == admin.id:
        leave(group=membership.group, member=admin)
        return
    with writing():
        group = hold_with(membership.member, membership.group)
        place = _still_active(membership)
        refuse_last_admin(place)
        give_up_programs(group, membership.member)
        place.decided_at, place.decided_by = now(), admin
        _go(place, state="removed")
        notifications.notify(member=membership.member, kind="membership_ended", group=group)
        audit.record("membership.removed", by=admin, of=membership.member, group=group)


def departure(*, group: Group, member: Member) -> Departure:
    """What leaving would do, to be said before it is done."""
    place = Membership.of(group, member)
    programs = Program.select(Program.name).join(Enrollment).where(_given_up(group, member)).distinct()
    pairs = Pair.select().join(Program).where((Program.group == group) & Pair.state.in_(UNDER_WAY))
    return Departure(
        is_last_admin=place is not None and _is_last_admin(place),
        programs=[program.name for program in programs.order_by(Program.name)],
        pairs=pairs.where((Pair.mentor == member) | (Pair.mentee == member)).count(),
    )


def appoint(*, membership: Membership, actor: Member, office: str) -> None:
    """Make a member `admin` or `moderator`. Raises WrongState if they are no longer in the group."""
    with writing():
        group = hold(membership.group)
        place = _still_active(membership)
        if not getattr(place, f"is_{office}"):
            Membership.update({f"is_{office}": True}).where(Membership.id == place.id).execute()
            notifications.notify(member=membership.member, kind=f"{office}_appointed", group=group)
            audit.record(NAMED[office], by=actor, of=membership.member, group=group)


def dismiss(*, membership: Membership, actor: Member, office: str) -> None:
    """Let a member be `admin` or `moderator` no longer. Raises LastAdmin, WrongState."""
    with writing():
        group = hold(membership.group)
        place = _still_active(membership)
        if office == "admin":
            refuse_last_admin(place)
        if getattr(place, f"is_{office}"):
            Membership.update({f"is_{office}": False}).where(Membership.id == place.id).execute()
            audit.record(UNNAMED[office], by=actor, of=membership.member, group=group)


def roster(*, group: Group, words: str = "", page: int = 1) -> Page:
    """Who is in a group, admins first; `words` are looked for in their names."""
    query = Membership.roster(group)
    for word in words.split():
        query = query.where(Member.name.contains(word))
    return page_of(query, page)


def requests(*, group: Group) -> Page:
    """Who asks to join: the 50 who have waited longest, and how many there are."""
    return page_of(Membership.requests(group), 1)


def hold(group: Group) -> Group:
    """The group's row as it is now, held until the transaction ends. Must be called inside `writing()`."""
    held: Group = locked(Group.select().where(Group.id == group.id)).get()
    return held


def enter(*, group: Group, member: Member) -> Membership:
    """Make somebody an active member, whatever the join rule. The group must be held."""
    place = _put(group, member, state="active")
    _settle_requests(group)
    return place


def _door(group: Group, place: Membership | None) -> Door:
    state = place.state if place else None
    refused_at: datetime | None = place.decided_at if place else None
    opens_at = refused_at + ASK_AGAIN_AFTER if refused_at and state in ("declined", "removed") else None
    if opens_at and now() < opens_at:
        return Door("later", opens_at)
    if group.join_rule == "invitation":
        return Door("invitation")
    # Where an admin has once said no, an admin decides on the next wish, even if the group is open.
    if group.join_rule == "open" and refused_at is None:
        return Door("join")
    return Door("asked" if state == "requested" else "ask")


def _put(group: Group, member: Member, *, state: str) -> Membership:
    place = Membership.of(group, member)
    if place is None:
        return Membership.create(group=group, member=member, state=state)
    if state == "active":
        place.decided_at = place.decided_by = None
    place.state, place.created_at = state, now()
    place.save()
    return place


def _decide(membership: Membership, admin: Member, *, state: str) -> None:
    changed = (
        Membership.update(state=state, decided_at=now(), decided_by=admin)
        .where((Membership.id == membership.id) & (Membership.state == "requested"))
        .execute()
    )
    if not changed:
        raise WrongState


def _go(place: Membership, *, state: str) -> None:
    place.state, place.is_admin, place.is_moderator = state, False, False
    place.save()


def hold_with(member: Member, group: Group) -> Group:
    """The member's row, then the group's: introducing takes members' rows first too, so neither waits in a ring.

    Must be called inside `writing()`.
    """
    locked(Member.select(Member.id).where(Member.id == member.id)).get()
    return hold(group)


def give_up_programs(group: Group, member: Member) -> None:
    """Give up somebody's places in the group's programs in which nobody is walking. Called inside `writing()`."""
    places = Enrollment.select(Enrollment.id).join(Program).where(_given_up(group, member))
    Enrollment.update(state="withdrawn", state_changed_at=now()).where(Enrollment.id.in_(places)).execute()


def _given_up(group: Group, member: Member) -> Any:
    return (Program.group == group) & (Enrollment.member == member) & Enrollment.state.in_(GIVEN_UP_ON_LEAVING)


def _still_active(membership: Membership) -> Membership:
    place: Membership = Membership.get_by_id(membership.id)
    if not place.is_active:
        raise WrongState
    return place


def _is_last_admin(place: Membership) -> bool:
    others = Membership.admins_of(place.group).where(Member.id != place.member_id)
    return bool(place.is_active and place.is_admin and not others.exists())


def refuse_last_admin(place: Membership) -> None:
    """See to it that a group keeps an admin. The group must be held. Raises LastAdmin."""
    if _is_last_admin(place):
        raise LastAdmin


def _tell_admins(group: Group) -> list[Member]:
    """Tell the admins that somebody asks, save those who have not seen yet that somebody else does."""
    unseen = Notification.select(Notification.member).where(
        (Notification.group == group) & (Notification.kind == REQUESTED) & Notification.read_at.is_null()
    )
    admins = list(Membership.admins_of(group).where(Member.id.not_in(unseen)))
    for admin in admins:
        notifications.notify(member=admin, kind=REQUESTED, group=group)
    return admins


def _settle_requests(group: Group) -> None:
    """Nobody asks any more: what told the admins so is read."""
    if not Membership.requests(group).exists():
        Notification.update(read_at=now()).where(
            (Notification.group == group) & (Notification.kind == REQUESTED) & Notification.read_at.is_null()
        ).execute()
