from __future__ import annotations

from peewee import CharField, DateField, ForeignKeyField, IntegerField

from db.clock import now
from db.models.base import BytesField, IdField, Row, UtcDateTimeField
from db.models.member import Member
from db.models.pair import Pair
from db.prepared import prepared


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
    def of_pair(cls, pair: Pair, limit: int = 20) -> list[CheckIn]:
        """The pair's check-ins with their authors, newest first."""
        return _OF_PAIR(pair.id, limit)


_OF_PAIR = prepared(
    lambda pair_id, limit: (
        CheckIn.select(CheckIn, Member)
        .join(Member)
        .where(CheckIn.pair == pair_id)
        .order_by(CheckIn.week_of.desc(), CheckIn.id.desc())
        .limit(limit)
    )
)
