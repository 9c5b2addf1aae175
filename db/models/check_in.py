from __future__ import annotations

from typing import Any

from peewee import CharField, DateField, ForeignKeyField, IntegerField

from db.clock import now
from db.models.base import BytesField, IdField, Row, UtcDateTimeField
from db.models.member import Member
from db.models.pair import Pair


class CheckIn(Row):
    """One side's weekly answer to "how is it going?": a number that only its author sees, sealed words for the partner.

    `week_of` is the Monday of the author's week, in the author's zone; there is one a week, and it can be changed.
    """

    id = IdField()
    uid = CharField(max_length=32)
    pair = ForeignKeyField(Pair, backref="check_ins", on_delete="CASCADE", index=False)
    member = ForeignKeyField(Member, on_delete="CASCADE")
    week_of = DateField()
    score = IntegerField()
    words = BytesField(null=True)
    created_at = UtcDateTimeField(default=now)

    class Meta:
        indexes = ((("pair", "member", "week_of"), True),)

    @classmethod
    def of_pair(cls, pair: Pair, limit: int = 20) -> Any:
        """The pair's check-ins with their authors, newest first."""
        return (
            cls.select(cls, Member)
            .join(Member)
            .where(cls.pair == pair)
            .order_by(cls.week_of.desc(), cls.id.desc())
            .limit(limit)
        )
