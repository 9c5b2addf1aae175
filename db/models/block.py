from __future__ import annotations

from typing import Any

from peewee import ForeignKeyField, fn

from db.clock import now
from db.models.base import IdField, Row, UtcDateTimeField
from db.models.member import Member
from db.prepared import prepared


class Block(Row):
    """That one member has cut another off. The blocked one is not told."""

    id = IdField()
    blocker = ForeignKeyField(Member, backref="blocks", on_delete="CASCADE", index=False)
    blocked = ForeignKeyField(Member, on_delete="CASCADE")
    created_at = UtcDateTimeField(default=now)

    class Meta:
        indexes = ((("blocker", "blocked"), True),)

    @classmethod
    def between(cls, one_id: Any, other_id: Any) -> Any:
        """The blocks that either of two members has made against the other."""
        return cls.select(cls.id).where(
            ((cls.blocker == one_id) & (cls.blocked == other_id))
            | ((cls.blocker == other_id) & (cls.blocked == one_id))
        )

    @classmethod
    def stands_between(cls, one_id: int, other_id: int) -> bool:
        """Whether either has blocked the other."""
        return bool(_BETWEEN(one_id, other_id))

    @classmethod
    def was_made_by(cls, blocker_id: int, *, against_id: int) -> bool:
        """Whether this one has blocked that one."""
        return bool(_MADE_BY(blocker_id, against_id))

    @classmethod
    def hides(cls, column: Any, member_id: int) -> Any:
        """The condition that this member has blocked whoever a query's column of member ids names.

        Not the other way round: people who are missing from a list would tell the blocked one who did it.
        """
        return fn.EXISTS(cls.select().where((cls.blocked == column) & (cls.blocker == member_id)))

    @classmethod
    def among(cls, member_ids: list[int]) -> set[frozenset[int]]:
        """The blocks, by either side, between any two of these members, as unordered pairs of ids."""
        rows = cls.select(cls.blocker, cls.blocked).where(cls.blocker.in_(member_ids) & cls.blocked.in_(member_ids))
        return {frozenset(row) for row in rows.tuples()}

    @classmethod
    def by(cls, member: Member) -> Any:
        """Whom a member has blocked, newest first."""
        return (
            cls.select(cls, Member)
            .join(Member, on=(cls.blocked == Member.id))
            .where(cls.blocker == member)
            .order_by(cls.id.desc())
        )


_MADE_BY = prepared(
    lambda blocker_id, blocked_id: (
        Block.select(Block.id).where((Block.blocker == blocker_id) & (Block.blocked == blocked_id)).tuples()
    )
)
_BETWEEN = prepared(Block.between)
