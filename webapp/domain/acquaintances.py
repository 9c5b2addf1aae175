"""Whom somebody already knows in a group. The admins who pair read it, and two who are paired learn whom both named."""

from db.database import locked, writing
from db.models import Acquaintance, Block, Enrollment, Group, Member, Membership
from webapp.domain.errors import BlockStandsBetween, SamePerson, TooManyAcquaintances

MOST = 100


def name(*, group: Group, actor: Member, member: Member) -> Acquaintance:
    """Say that one knows somebody of the group; twice is once.

    Raises SamePerson, BlockStandsBetween (the actor has blocked them), TooManyAcquaintances.
    """
    if member.id == actor.id:
        raise SamePerson
    with writing():
        locked(Membership.select().where((Membership.group == group) & (Membership.member == actor))).get()
        if Block.was_made_by(actor.id, against_id=member.id):
            raise BlockStandsBetween
        said = Acquaintance.said_by(group, actor)
        found: Acquaintance | None = said.where(Acquaintance.knows == member).first()
        if found:
            return found
        if said.count() >= MOST:
            raise TooManyAcquaintances
        return Acquaintance.create(group=group, member=actor, knows=member)


def forget(*, group: Group, actor: Member, member_id: int) -> None:
    """Say so no longer."""
    with writing():
        mine = (Acquaintance.group == group) & (Acquaintance.member == actor)
        Acquaintance.delete().where(mine & (Acquaintance.knows == member_id)).execute()


def of(*, group: Group, member: Member) -> list[Acquaintance]:
    """Whom a member has named in a group, with them, by name; the gone and those whom they have blocked left out."""
    return list(Acquaintance.of(group, member))


def search(*, group: Group, actor: Member, words: str) -> list[Member]:
    """The group's other members with these words in their name, twenty at most; nobody for no words."""
    return Membership.others_named(group, actor.id, words)


def named_by_both(mentee: Enrollment, mentor: Enrollment) -> list[str]:
    """The names of the people whom both have named, by name; nobody whom either has blocked, and nobody who left."""
    return Acquaintance.named_by_both(mentee.program.group_id, mentee.member_id, mentor.member_id)
