from __future__ import annotations

from peewee import ForeignKeyField

from db.clock import now
from db.models.base import IdField, Row, UtcDateTimeField
from db.models.group import Group
from db.models.member import Member


class Acquaintance(Row):
    """That a member says to know another one in the group. Whom they name is not told."""

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
