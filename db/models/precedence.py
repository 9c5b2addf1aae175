from __future__ import annotations

from peewee import BooleanField, ForeignKeyField, IntegerField

from db.clock import now
from db.models.base import Row, UtcDateTimeField
from db.models.enrollment import Enrollment
from db.models.program import Program


class Precedence(Row):
    """Why a waiting mentee comes before others: left out of earlier rounds, or back from a pair that did not fit."""

    enrollment = ForeignKeyField(Enrollment, primary_key=True, on_delete="CASCADE", backref="+")
    rounds_left_out = IntegerField(default=0)
    comes_first = BooleanField(default=False)
    since = UtcDateTimeField(default=now)

    @classmethod
    def of_program(cls, program: Program) -> dict[int, Precedence]:
        """The precedences in a program by enrollment id."""
        rows = cls.select(cls).join(Enrollment).where(Enrollment.program == program)
        return {row.enrollment_id: row for row in rows}

    @classmethod
    def put_first(cls, enrollment_id: int) -> None:
        """Let a mentee come first in the next round; how often they were left out is kept."""
        moment = now()
        row = cls.insert(enrollment=enrollment_id, comes_first=True, since=moment)
        new = {cls.comes_first: True, cls.since: moment}
        row.on_conflict(conflict_target=[cls.enrollment], update=new).execute()
