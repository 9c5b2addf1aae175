from __future__ import annotations

from peewee import ForeignKeyField, fn

from db.clock import now
from db.models.base import IdField, Row, UtcDateTimeField
from db.models.enrollment import Enrollment
from db.models.ranking import Ranking


class ShownMentor(Row):
    """That a mentor is suggested to a mentee who may choose. It stays: the mentee finds the same people again."""

    id = IdField()
    mentee = ForeignKeyField(Enrollment, on_delete="CASCADE", index=False, backref="+")
    mentor = ForeignKeyField(Enrollment, on_delete="CASCADE", backref="+")
    created_at = UtcDateTimeField(default=now)

    class Meta:
        indexes = ((("mentee", "mentor"), True),)

    @classmethod
    def mentors_of(cls, mentee: Enrollment) -> list[int]:
        """The enrollments of the mentors who were suggested to a mentee, in the order of the suggestions."""
        return [row[0] for row in cls.select(cls.mentor).where(cls.mentee == mentee).order_by(cls.id).tuples()]

    @classmethod
    def counts(cls, mentors: list[Enrollment]) -> dict[int, int]:
        """To how many waiting mentees each of these mentors is suggested, by the mentor's enrollment."""
        rows = (
            cls.select(cls.mentor, fn.COUNT(cls.id))
            .join(Enrollment, on=(cls.mentee == Enrollment.id))
            .where(cls.mentor.in_(mentors) & (Enrollment.state == "waiting"))
            .group_by(cls.mentor)
        )
        return dict(rows.tuples())

    @classmethod
    def mentees_without(cls, mentee: Enrollment) -> int:
        """How many other mentees who wait in the same program have not been suggested anybody yet."""
        others = (
            (Enrollment.program == mentee.program_id) & (Enrollment.role == "mentee") & (Enrollment.id != mentee.id)
        )
        is_without = Enrollment.id.not_in(cls.select(cls.mentee))
        return int(Enrollment.select().where(others & (Enrollment.state == "waiting") & is_without).count())

    @classmethod
    def spare(cls, mentor: Enrollment, *, more_than: int) -> ShownMentor | None:
        """This mentor's suggestion to whoever waits and sees the most, more than so many, and has not chosen it."""
        is_chosen = Ranking.select().where((Ranking.mentee == cls.mentee) & (Ranking.mentor == cls.mentor))
        query = cls.select(cls).join(Enrollment, on=(cls.mentee == Enrollment.id))
        rows = list(query.where((cls.mentor == mentor) & (Enrollment.state == "waiting") & ~fn.EXISTS(is_chosen)))
        sizes = cls.select(cls.mentee, fn.COUNT(cls.id)).where(cls.mentee.in_([row.mentee_id for row in rows]))
        most = dict(sizes.group_by(cls.mentee).tuples())
        spare = max(rows, key=lambda row: (most[row.mentee_id], row.id), default=None)
        return spare if spare and most[spare.mentee_id] > more_than else None
