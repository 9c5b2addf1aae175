from __future__ import annotations

from typing import Any

from peewee import CharField, CompositeKey, ForeignKeyField, IntegerField

from db.models.base import BytesField, Row
from db.models.member import Member
from db.models.pair import Pair


class Reaction(Row):
    """What one of the two feels about the message `seq`: their choices, sealed as one value of a fixed length."""

    pair = ForeignKeyField(Pair, backref="reactions", on_delete="CASCADE", index=False)
    seq = IntegerField()
    author = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    uid = CharField(max_length=32)  # another one at each change, so that what was felt before does not open
    body = BytesField()

    class Meta:
        primary_key = CompositeKey("pair", "seq", "author")

    @classmethod
    def to(cls, pair: Pair, seqs: list[int]) -> Any:
        """The reactions to these messages of a pair, a row for each who reacted."""
        return cls.select().where((cls.pair == pair) & cls.seq.in_(seqs))

    @classmethod
    def by(cls, author: Member, pair: Pair, seq: int) -> Reaction | None:
        """One's own reaction to a message."""
        found: Reaction | None = cls.to(pair, [seq]).where(cls.author == author).first()
        return found
