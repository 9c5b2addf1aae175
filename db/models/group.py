from __future__ import annotations

from typing import Any

from peewee import CharField, ForeignKeyField, TextField, fn

from db.clock import now
from db.models.base import IdField, Row, UtcDateTimeField
from db.models.member import Member

CATEGORIES = ("parenting", "career", "skills", "growth", "newcomers", "other")
JOIN_RULES = ("open", "approval", "invitation")


class Group(Row):
    """A community of members."""

    id = IdField()
    slug = CharField(max_length=60, unique=True)
    name = CharField(max_length=80)
    category = CharField(max_length=20)
    description = TextField(default="")
    join_rule = CharField(max_length=20, default="open")
    created_by = ForeignKeyField(Member, null=True, on_delete="SET NULL")
    created_at = UtcDateTimeField(default=now)

    class Meta:
        table_name = "community"  # "group" is a reserved word in SQL

    @property
    def is_findable(self) -> bool:
        """Whether a stranger may find it; groups by invitation are known only to those who were invited."""
        return self.join_rule != "invitation"

    @classmethod
    def with_sizes(cls) -> Any:
        """Groups with `size`, the number of their members."""
        from db.models.membership import Membership

        return cls.select(cls, Membership.size_of(cls.id).alias("size"))

    @classmethod
    def of_member(cls, member: Member) -> Any:
        """The groups that a member belongs to, with `size` and `place`, their membership, by name."""
        from db.models.membership import Membership

        return (
            cls.with_sizes()
            .select_extend(Membership.id, Membership.is_admin)
            .join(Membership, attr="place")
            .where((Membership.member == member) & (Membership.state == "active"))
            .order_by(fn.LOWER(cls.name), cls.id)
        )

    @classmethod
    def findable_by(cls, member: Member) -> Any:
        """The groups that a member may find and does not belong to, with `size`, by name.

        Not those that they are kept out of for a while.
        """
        from db.models.membership import Membership

        is_in = Membership.state.in_(("active", "suspended"))
        mine = Membership.select(Membership.group).where((Membership.member == member) & is_in)
        return (
            cls.with_sizes()
            .where((cls.join_rule != "invitation") & cls.id.not_in(mine))
            .order_by(fn.LOWER(cls.name), cls.id)
        )
