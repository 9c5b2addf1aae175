from __future__ import annotations

from datetime import timedelta

from peewee import ForeignKeyField

from db.clock import now
from db.models.base import IdField, Row, UtcDateTimeField
from db.models.member import Member
from db.models.pair import Pair
from db.models.step import Step
from db.prepared import prepared

UNDO_WITHIN = timedelta(days=1)


class Completion(Row):
    """That a pair has done a step: who said so, and when."""

    id = IdField()
    pair = ForeignKeyField(Pair, backref="completions", on_delete="CASCADE", index=False)
    step = ForeignKeyField(Step, on_delete="CASCADE")
    member = ForeignKeyField(Member, on_delete="CASCADE")
    completed_at = UtcDateTimeField(default=now)

    class Meta:
        indexes = ((("pair", "step"), True),)

    @property
    def can_be_undone(self) -> bool:
        """Whether less than a day has passed."""
        return bool(now() - self.completed_at < UNDO_WITHIN)

    @classmethod
    def of_pair(cls, pair: Pair) -> list[Completion]:
        """What the pair has done, with who said so."""
        return _OF_PAIR(pair.id)


_OF_PAIR = prepared(
    lambda pair_id: Completion.select(Completion, Member).join(Member).where(Completion.pair == pair_id)
)
