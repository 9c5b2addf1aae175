from __future__ import annotations

from typing import Any

from peewee import JOIN, CharField, ForeignKeyField, JSONField, fn

from db.clock import now
from db.models.base import IdField, Row, UtcDateTimeField
from db.models.group import Group
from db.models.member import Member
from db.models.pair import Pair
from db.models.program import Program
from db.prepared import prepared


class Notification(Row):
    """Something a member should know, shown at home until read: a kind and whom it is about, never a pair's words."""

    id = IdField()
    member = ForeignKeyField(Member, backref="notifications", on_delete="CASCADE", index=False)
    kind = CharField(max_length=40)
    names = JSONField(default=dict)  # what the sentence names: {"partner": …, "program": …, "group": …}
    pair = ForeignKeyField(Pair, null=True, on_delete="CASCADE")
    program = ForeignKeyField(Program, null=True, on_delete="CASCADE")
    group = ForeignKeyField(Group, null=True, on_delete="CASCADE")
    created_at = UtcDateTimeField(default=now)
    read_at = UtcDateTimeField(null=True)

    class Meta:
        indexes = ((("member", "read_at"), False),)

    @property
    def was_read(self) -> bool:
        """Whether its member has read it; one that was not to count in the bell is born with `read_at`."""
        return self.read_at is not None and self.read_at > self.created_at

    @classmethod
    def unread_count(cls, member_id: int) -> int:
        """How many things a member has not read yet."""
        return int(_UNREAD_COUNT(member_id)[0][0])

    @classmethod
    def unread_of(cls, member: Member, limit: int = 20) -> Any:
        """What a member has not read yet, newest first."""
        return (
            cls.select(cls, Group)
            .join(Group, JOIN.LEFT_OUTER)
            .where((cls.member == member) & cls.read_at.is_null())
            .order_by(cls.id.desc())
            .limit(limit)
        )


_UNREAD_COUNT = prepared(
    lambda member_id: (
        Notification.select(fn.COUNT(Notification.id))
        .where((Notification.member == member_id) & Notification.read_at.is_null())
        .tuples()
    )
)
