from __future__ import annotations

from typing import Any

from peewee import ForeignKeyField

from db.clock import now
from db.models.base import IdField, Row, UtcDateTimeField
from db.models.block import Block
from db.models.group import Group
from db.models.member import Member
from db.models.membership import Membership
from db.prepared import prepared


class Acquaintance(Row):
    """That a member says to know another one in the group. Whom they name is not told of it."""

    id = IdField()
    group = ForeignKeyField(Group, on_delete="CASCADE", index=False, backref="+")
    member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
    knows = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
    created_at = UtcDateTimeField(default=now)

    class Meta:
        indexes = ((("group", "member", "knows"), True),)

    @classmethod
    def said_in(cls, group: Group, member_ids: list[int]) -> set[tuple[int, int]]:
        """What these members have said in a group, as (who says it, whom they know)."""
        rows = cls.select(cls.member, cls.knows).where((cls.group == group) & cls.member.in_(member_ids))
        return set(rows.tuples())

    @classmethod
    def said_by(cls, group: Group, member: Member) -> Any:
        """What a member has said in a group, everything."""
        return cls.select().where((cls.group == group) & (cls.member == member))

    @classmethod
    def of(cls, group: Group, member: Member) -> Any:
        """Whom a member knows in a group, with them, by name; the gone and those whom they have blocked left out."""
        return (
            cls.select(cls, Member)
            .join(Member, on=(cls.knows == Member.id))
            .where((cls.group == group) & (cls.member == member) & Member.deactivated_at.is_null())
            .where(~Block.hides(cls.knows, member.id))
            .order_by(Member.name, cls.id)
        )

    @classmethod
    def named_by_both(cls, group_id: int, one_id: int, other_id: int) -> list[str]:
        """The names of those in the group whom two members have named, each of them; whom either blocked left out."""
        return [name for (name,) in _NAMED_BY_BOTH(group_id, one_id, other_id)]


def _named_by_both(group_id: int, one_id: int, other_id: int) -> Any:
    theirs = Acquaintance.alias("theirs")
    return (
        Acquaintance.select(Member.name)
        .join(theirs, on=((Acquaintance.group == theirs.group) & (Acquaintance.knows == theirs.knows)))
        .join(Member, on=(Acquaintance.knows == Member.id))
        .join(Membership, on=((Membership.member == Member.id) & (Membership.group == Acquaintance.group)))
        .where((Acquaintance.group == group_id) & (Acquaintance.member == one_id) & (theirs.member == other_id))
        .where((Membership.state == "active") & Member.deactivated_at.is_null())
        .where(~Block.hides(Acquaintance.knows, one_id) & ~Block.hides(Acquaintance.knows, other_id))
        .order_by(Member.name, Member.id)
        .tuples()
    )


_NAMED_BY_BOTH = prepared(_named_by_both)
