from __future__ import annotations

from typing import Any

from peewee import CharField, ForeignKeyField

from db.clock import now
from db.models.base import BytesField, IdField, Row, UtcDateTimeField
from db.models.member import Member
from db.models.pair import Pair
from db.models.step import Step


class Note(Row):
    """A note of a pair on a step, read by the two. `body` is sealed under the author's key."""

    id = IdField()
    uid = CharField(max_length=32)
    pair = ForeignKeyField(Pair, backref="notes", on_delete="CASCADE", index=False)
    step = ForeignKeyField(Step, on_delete="CASCADE")
    author = ForeignKeyField(Member, on_delete="CASCADE")
    body = BytesField()
    created_at = UtcDateTimeField(default=now)

    class Meta:
        indexes = ((("pair", "step"), False),)

    @classmethod
    def of_step(cls, pair: Pair, step: Step) -> Any:
        """The pair's notes on a step with their authors, oldest first."""
        return (
            cls.select(cls, Member)
            .join(Member)
            .where((cls.pair == pair) & (cls.step == step))
            .order_by(cls.created_at, cls.id)
        )


class Goal(Row):
    """The pair's shared goal; each change is a row of its own, the newest counts. `body` is sealed."""

    id = IdField()
    uid = CharField(max_length=32)
    pair = ForeignKeyField(Pair, backref="goals", on_delete="CASCADE")
    author = ForeignKeyField(Member, on_delete="CASCADE")
    body = BytesField()
    created_at = UtcDateTimeField(default=now)

    @classmethod
    def current(cls, pair: Pair) -> Goal | None:
        """The newest."""
        found: Goal | None = (
            cls.select(cls, Member).join(Member).where(cls.pair == pair).order_by(cls.id.desc()).first()
        )
        return found
