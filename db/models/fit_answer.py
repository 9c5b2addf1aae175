from __future__ import annotations

from peewee import CharField, ForeignKeyField

from db.clock import now
from db.models.base import IdField, Row, UtcDateTimeField
from db.models.member import Member
from db.models.pair import Pair


class FitAnswer(Row):
    """What one of the two says of the pairing: `good`, `deciding`, `not_a_fit`, or `declined` in the first week."""

    id = IdField()
    pair = ForeignKeyField(Pair, on_delete="CASCADE", index=False, backref="+")
    member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
    answer = CharField(max_length=10)
    answered_at = UtcDateTimeField(default=now)

    class Meta:
        indexes = ((("pair", "member"), True),)
