"""Who may know of whom, and what two members are to each other."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from peewee import fn

from db.models import Block, Enrollment, Group, Member, Membership, Pair, Program
from db.models.pair import OPEN
from db.prepared import prepared

TIES = ("self", "partner", "pairing", "program", "group")
TAKES_PART = ("waiting", "paired", "paused")
IS_PAIRED_BY_ADMINS = ("requested", *TAKES_PART)  # of enrollments whose answers the admins who pair need
WALKED = ("enrolling", "running")


class Common(NamedTuple):
    """The groups that two members are both in now, by name, and the pairs that they are or were, newest first."""

    groups: list[Group]
    pairs: list[Pair]


def known_to(member: Member, other_id: int) -> Member | None:
    """Another member whom this one may know of: in a group with them now, or ever introduced to them."""
    found: Member | None = _known(member).where(Member.id == other_id).first()
    return found


def known_among(member: Member, ids: Iterable[int]) -> set[int]:
    """Which of these members this one may know of."""
    wanted = list(ids)
    return {row.id for row in _known(member).where(Member.id.in_(wanted))} if wanted else set()


def common_to(member: Member, other: Member) -> Common:
    """What a member has in common with another; a block does not change it, so that nothing is told by it."""
    groups = [place.group for place in Membership.shared_by(member.id, other.id)]
    return Common(groups, list(Pair.between(member.id, other.id)))


def groups_of_both(member: Member, other: Member) -> list[Group]:
    """The groups that both are in now, or in which they were introduced to each other, by name."""
    shared = Membership.shared_by(member.id, other.id).select(Membership.group)
    introduced = Pair.select(Program.group).join(Program).where(Pair.are(member.id, other.id))
    is_there = Group.id.in_(shared) | Group.id.in_(introduced)
    return list(Group.select().where(is_there).order_by(Group.name, Group.id))


def ties_between(viewer: Member, member: Member) -> frozenset[str]:
    """What `viewer` is to `member`: `self`, or any of partner, pairing, program and group; nothing for a stranger.

    `partner`: in an open pair. `pairing`: an admin of a group with a program that the member takes, or asks to take,
    part in. `program`: both take part in one. `group`: both are in one. Nothing ties where either has blocked the
    other, or an account is not in use.
    """
    if viewer.id == member.id:
        return frozenset({"self"})
    if not (viewer.is_active and member.is_active):
        return frozenset()
    is_blocked, *holds = _TIES.first(viewer.id, member.id)
    return frozenset(tie for tie, is_so in zip(TIES[1:], holds, strict=True) if is_so and not is_blocked)


def _known(member: Member) -> Any:
    mine = Membership.select(Membership.group).where((Membership.member == member) & (Membership.state == "active"))
    theirs = Membership.alias("theirs")
    shared = theirs.select(theirs.id).where(
        (theirs.member == Member.id) & (theirs.state == "active") & theirs.group.in_(mine)
    )
    introduced = Pair.select(Pair.id).where(Pair.are(member.id, Member.id))
    is_known = fn.EXISTS(introduced) | (fn.EXISTS(shared) & Member.deactivated_at.is_null())
    return Member.select().where((Member.id != member.id) & is_known)


def _ties(viewer_id: Any, member_id: Any) -> Any:
    blocked = Block.between(viewer_id, member_id)
    open_pair = Pair.select(Pair.id).where(Pair.are(viewer_id, member_id) & Pair.state.in_(OPEN))
    found = (
        blocked,
        open_pair,
        _programs(viewer_id, member_id, IS_PAIRED_BY_ADMINS).where(_MINE.is_admin),
        _programs(viewer_id, member_id, TAKES_PART).where(_takes_part_too(viewer_id)),
        Membership.shared_by(viewer_id, member_id),
    )
    return Member.select(*(fn.EXISTS(query) for query in found)).where(Member.id == viewer_id).tuples()


_MINE, _THEIRS = Membership.alias("mine"), Membership.alias("theirs")


def _programs(viewer_id: Any, member_id: Any, states: tuple[str, ...]) -> Any:
    """The member's enrollments in these states, in programs that are walked, in groups that the two are in now."""
    return (
        Enrollment.select(Enrollment.id)
        .join(Program)
        .join(_MINE, on=((_MINE.group == Program.group) & (_MINE.member == viewer_id) & (_MINE.state == "active")))
        .join_from(Program, _THEIRS, on=((_THEIRS.group == Program.group) & (_THEIRS.member == member_id)))
        .where((Enrollment.member == member_id) & Enrollment.state.in_(states) & (_THEIRS.state == "active"))
        .where(Program.state.in_(WALKED))
    )


def _takes_part_too(viewer_id: Any) -> Any:
    own = Enrollment.alias("own")
    return fn.EXISTS(
        own.select(own.id).where(
            (own.program == Enrollment.program) & (own.member == viewer_id) & own.state.in_(TAKES_PART)
        )
    )


_TIES = prepared(_ties)
