from __future__ import annotations

from peewee import ForeignKeyField, IntegerField, fn

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

    @classmethod
    def order_of(cls, mentee: Enrollment) -> list[int]:
        """The enrollments of the mentors whom a mentee has ranked, the first choice first."""
        return [row[0] for row in cls.select(cls.mentor).where(cls.mentee == mentee).order_by(cls.place).tuples()]

    @classmethod
    def counts(cls, mentees: list[Enrollment]) -> dict[int, int]:
        """How many mentors each of these mentees has ranked; those who have ranked none are left out."""
        rows = cls.select(cls.mentee, fn.COUNT(cls.id)).where(cls.mentee.in_(mentees)).group_by(cls.mentee)
        return dict(rows.tuples())
