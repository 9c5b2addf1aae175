"""Groups, and who is in them."""

from typing import cast

from flask import abort, current_app

from db.models import Group, Invitation, Member, Membership
from webapp.access.gates import demand_factor, hidden


def group_for(member: Member, slug: str) -> tuple[Group, Membership | None]:
    """A group that this member may know of, and their place in it if it is an active one."""
    group = Group.get_or_none(Group.slug == slug) or hidden()
    membership = Membership.of(group, member)
    if membership and membership.is_active:
        return group, membership
    if not group.is_findable or (membership and membership.is_suspended):
        hidden()
    return group, None


def member_group_for(member: Member, slug: str) -> tuple[Group, Membership]:
    """A group that this member belongs to."""
    group, membership = group_for(member, slug)
    return group, membership or hidden()


def administered_group_for(member: Member, slug: str) -> Group:
    """A group that this member is an admin of; other members of it get 403."""
    group, membership = member_group_for(member, slug)
    if not membership.is_admin:
        abort(403)
    demand_factor(member)
    return group


def may_make_groups(member: Member) -> bool:
    """Whether this instance lets this member make groups."""
    return bool(member.is_host or current_app.config["WHO_MAY_MAKE_GROUPS"] == "anyone")


def group_makers_only(member: Member) -> None:
    """Let only those pass who may make groups here; that there are such pages is no secret."""
    if not may_make_groups(member):
        abort(403)


def membership_for(group: Group, membership_id: int) -> Membership:
    """A place in a group that was loaded through here, with its member and its group."""
    query = Membership.select(Membership, Member, Group).join(Member, on=(Membership.member == Member.id))
    found = query.switch(Membership).join(Group).where((Membership.id == membership_id) & (Membership.group == group))
    return cast(Membership, found.first() or hidden())


def invitation_for(group: Group, invitation_id: int) -> Invitation:
    """An invitation into a group that was loaded through here."""
    found = Invitation.get_or_none((Invitation.id == invitation_id) & (Invitation.group == group))
    return cast(Invitation, found or hidden())


def other_member_for(group: Group, member: Member, member_id: int) -> Member:
    """Another active member of a group that was loaded through here, not blocked by this one."""
    found = Membership.others_in(group, member.id).where(Member.id == member_id).first()
    return cast(Member, found or hidden())
