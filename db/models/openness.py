from __future__ import annotations

from peewee import ForeignKeyField

from db.clock import now
from db.models.base import Row, UtcDateTimeField
from db.models.enrollment import Enrollment
from db.models.program import Program


class Openness(Row):
    """That a mentor knows and agrees that mentees who choose see the first name and what a partner would read.

    Made when an enrollment is sent in that said so, or by the mentor's own yes where the program began to let mentees
    choose only later. Without it a mentor is suggested to no mentee.
    """

    enrollment = ForeignKeyField(Enrollment, primary_key=True, on_delete="CASCADE", backref="+")
    since = UtcDateTimeField(default=now)

    @classmethod
    def among(cls, enrollments: list[Enrollment]) -> set[int]:
        """Those of these enrollments whose mentors have agreed."""
        return {row[0] for row in cls.select(cls.enrollment).where(cls.enrollment.in_(enrollments)).tuples()}

    @classmethod
    def in_program(cls, program: Program) -> set[int]:
        """The enrollments of a program whose mentors have agreed."""
        rows = cls.select(cls.enrollment).join(Enrollment).where(Enrollment.program == program)
        return {row[0] for row in rows.tuples()}

    @classmethod
    def agree(cls, enrollment: Enrollment) -> None:
        """Note it; once is enough."""
        cls.insert(enrollment=enrollment.id, since=now()).on_conflict_ignore().execute()
