from __future__ import annotations

from peewee import CharField, ForeignKeyField

from db.clock import now
from db.models.base import BytesField, IdField, Row, UtcDateTimeField
from db.models.member import Member
from db.models.pair import Pair
from db.models.step import Step
from db.prepared import prepared


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
    def of_step(cls, pair: Pair, step: Step) -> list[Note]:
        """The pair's notes on a step with their authors, oldest first."""
        return _NOTES_OF_STEP(pair.id, step.id)


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
        found: Goal | None = _CURRENT_GOAL.first(pair.id)
        return found


_NOTES_OF_STEP = prepared(
    lambda pair_id, step_id: (
        Note.select(Note, Member)
        .join(Member)
        .where((Note.pair == pair_id) & (Note.step == step_id))
        .order_by(Note.created_at, Note.id)
    )
)
_CURRENT_GOAL = prepared(
    lambda pair_id: Goal.select(Goal, Member).join(Member).where(Goal.pair == pair_id).order_by(Goal.id.desc()).limit(1)
)
