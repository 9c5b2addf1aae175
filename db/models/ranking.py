from __future__ import annotations

from peewee import ForeignKeyField, IntegerField

from db.models.base import IdField, Row
from db.models.enrollment import Enrollment
from db.models.program import Program


class Ranking(Row):
    """Whom of the suggested mentors a mentee would like best (1), next (2), third (3)."""

    id = IdField()
    mentee = ForeignKeyField(Enrollment, on_delete="CASCADE", index=False, backref="rankings")
    mentor = ForeignKeyField(Enrollment, on_delete="CASCADE", backref="+")
    place = IntegerField()

    class Meta:
        indexes = ((("mentee", "place"), True), (("mentee", "mentor"), True))

    @classmethod
    def of_program(cls, program: Program) -> dict[tuple[int, int], int]:
        """All that was ranked in a program, as {(mentee's enrollment, mentor's enrollment): place}."""
        rows = cls.select(cls.mentee, cls.mentor, cls.place).join(Enrollment, on=(cls.mentee == Enrollment.id))
        return {(one, other): place for one, other, place in rows.where(Enrollment.program == program).tuples()}
