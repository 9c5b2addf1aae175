from __future__ import annotations

from collections.abc import Collection
from typing import Any

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

    @classmethod
    def give(cls, pair: Pair, member: Member, answer: str) -> None:
        """Keep what one of the two says, in place of what they said before. Must be called with the pair locked."""
        moment = now()
        said = cls.insert(pair=pair, member=member, answer=answer, answered_at=moment)
        new = {cls.answer: answer, cls.answered_at: moment}
        said.on_conflict(conflict_target=[cls.pair, cls.member], update=new).execute()

    @classmethod
    def by(cls, member: Member, pair_ids: Collection[int]) -> Any:
        """What a member has said of some pairs."""
        return cls.select().where(cls.pair.in_(list(pair_ids)) & (cls.member == member))
