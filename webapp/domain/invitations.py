"""Invitations into a group: by mail for one person, by link for as many as the admin says. They beat the join rule."""

import hashlib
import secrets
from datetime import timedelta

from db.clock import now
from db.database import writing
from db.models import Block, Group, Invitation, Member, Membership
from webapp.domain import audit, memberships
from webapp.domain.errors import InvitationIsOlder, LinkIsSpent
from webapp.domain.pages import Page, page_of

LINK_USES = (1, 10, 50, 100)  # people
LINK_DAYS = (7, 30)
MAIL_DAYS = 30
MOST_AT_ONCE = 50  # addresses


def make_link(*, group: Group, admin: Member, uses: int, days: int) -> str:
    """Make an invitation for `uses` people and `days` days, and return its token, stored nowhere but as a hash."""
    token = secrets.token_urlsafe(32)
    with writing():
        made = _create(group, admin, token, uses=uses, days=days)
        audit.record("invitation.made", by=admin, of=made, group=group, uses=uses, days=days)
    return token


def make_mails(*, group: Group, admin: Member, emails: list[str]) -> list[tuple[str, str]]:
    """Make an invitation for each address, and return those to be sent, as (address, token).

    An earlier open one to the same address stops working. Where a block stands between the admin and whoever has the
    address nothing is to be sent; all else looks the same to the admin, who must not learn of it.
    """
    made = [(email, secrets.token_urlsafe(32)) for email in dict.fromkeys(email.strip().lower() for email in emails)]
    with writing():
        memberships.hold(group)
        addresses = [email for email, _ in made]
        Invitation.update(revoked_at=now()).where(
            (Invitation.group == group) & Invitation.email.in_(addresses) & Invitation.revoked_at.is_null()
        ).execute()
        for email, token in made:
            _create(group, admin, token, uses=1, days=MAIL_DAYS, email=email)
        audit.record("invitation.mailed", by=admin, of=group, group=group, number=len(made))
        cut_off = _addresses_behind_a_block(admin, addresses)
    return [(email, token) for email, token in made if email not in cut_off]


def revoke(*, invitation: Invitation, actor: Member) -> None:
    """Let an invitation let nobody in any more."""
    with writing():
        is_standing = (Invitation.id == invitation.id) & Invitation.revoked_at.is_null()
        if Invitation.update(revoked_at=now()).where(is_standing).execute():
            audit.record("invitation.revoked", by=actor, of=invitation, group=invitation.group_id)


def open_of(*, group: Group, page: int = 1) -> Page:
    """The group's invitations that still let somebody in, newest first."""
    return page_of(Invitation.open_of(group), page)


def invitation_of(token: str) -> Invitation:
    """The usable invitation of a token, with its group. Raises LinkIsSpent."""
    found = Invitation.usable(_hash(token))
    if found is None:
        raise LinkIsSpent
    return found


def group_joined_by(*, token: str, member: Member) -> Group | None:
    """The group that an invitation leads to, spent or not, if this member is in it already: an old link leads home."""
    found = Invitation.with_hash(_hash(token))
    place = Membership.of(found.group, member) if found else None
    return found.group if found and place and place.is_active else None


def accept(*, token: str, member: Member) -> Group:
    """Use an invitation, whatever the group's join rule; whoever is in the group already uses nothing up.

    Of any number who try for the last use exactly one gets in. Raises LinkIsSpent, InvitationIsOlder.
    """
    found = Invitation.with_hash(_hash(token))
    if found is None:
        raise LinkIsSpent
    with writing():
        group = memberships.hold(found.group)
        place = Membership.of(group, member)
        if place and place.is_active:
            return group
        if place and place.is_suspended:
            raise LinkIsSpent
        invitation = invitation_of(token)  # as it is now: whoever was quicker held the group before
        if place and place.decided_at and invitation.created_at < place.decided_at:
            raise InvitationIsOlder
        Invitation.update(uses_left=Invitation.uses_left - 1).where(Invitation.id == invitation.id).execute()
        memberships.enter(group=group, member=member)
        audit.record("membership.joined", by=member, of=member, group=group, invitation=invitation.id)
    return group


def _create(group: Group, admin: Member, token: str, *, uses: int, days: int, email: str | None = None) -> Invitation:
    return Invitation.create(
        group=group,
        token_hash=_hash(token),
        email=email,
        uses_left=uses,
        created_by=admin,
        expires_at=now() + timedelta(days=days),
    )


def _addresses_behind_a_block(admin: Member, addresses: list[str]) -> set[str]:
    found = {member.id: member.email for member in Member.select().where(Member.email.in_(addresses))}
    blocks = Block.among([admin.id, *found])
    return {email for member_id, email in found.items() if frozenset((admin.id, member_id)) in blocks}


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
