from __future__ import annotations

from peewee import CharField, ForeignKeyField, TextField

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
