from __future__ import annotations

from typing import Any

from peewee import SQL, CharField, ForeignKeyField, IntegerField

from db.clock import now
from db.models.base import IdField, Row, UtcDateTimeField
from db.models.enrollment import Enrollment
from db.models.member import Member
from db.models.program import Program
from db.models.ranking import Ranking

WAITING = ("asked", "queued")


class MentorRequest(Row):
    """That a mentee asks a mentor. One of a mentee's is asked at a time; the next one follows when it has run out."""

    id = IdField()
    mentee = ForeignKeyField(Enrollment, on_delete="CASCADE", index=False, backref="+")
    mentor = ForeignKeyField(Enrollment, on_delete="CASCADE", index=False, backref="+")
    place = IntegerField()  # in the order in which the mentee asks, from 1
    state = CharField(max_length=10, default="queued")  # queued | asked | accepted | declined | expired | withdrawn
    created_at = UtcDateTimeField(default=now)
    asked_at = UtcDateTimeField(null=True)
    expires_at = UtcDateTimeField(null=True)
    answered_at = UtcDateTimeField(null=True)

    class Meta:
        indexes = ((("mentee", "state"), False), (("mentor", "state"), False))

    @property
    def is_asked(self) -> bool:
        """Whether the mentor may answer now. What has run out counts as expired, whether or not that is written yet."""
        return bool(self.state == "asked" and self.expires_at > now())

    @property
    def has_run_out(self) -> bool:
        """Whether the mentor was asked and the time to answer is over."""
        return bool(self.state == "asked" and self.expires_at <= now())

    @classmethod
    def with_people(cls) -> Any:
        """Requests with both enrollments and both members, in the order in which each mentee asks."""
        mentee, mentor = Enrollment.alias("mentee_place"), Enrollment.alias("mentor_place")
        asking, asked = Member.alias("asking_member"), Member.alias("asked_member")
        return (
            cls.select(cls, mentee, asking, mentor, asked)
            .join(mentee, on=(cls.mentee == mentee.id), attr="mentee")
            .join(asking, on=(mentee.member == asking.id), attr="member")
            .switch(cls)
            .join(mentor, on=(cls.mentor == mentor.id), attr="mentor")
            .join(asked, on=(mentor.member == asked.id), attr="member")
            .order_by(cls.mentee, cls.place, cls.id)
        )

    @classmethod
    def waiting_in(cls, program: Program) -> Any:
        """What is asked or queued in a program, with people."""
        places = Enrollment.select(Enrollment.id).where(Enrollment.program == program)
        return cls.with_people().where(cls.mentee.in_(places) & cls.state.in_(WAITING))

    @classmethod
    def of_mentee(cls, enrollment: Enrollment) -> Any:
        """All that a mentee has ever asked, with people, the oldest first."""
        return cls.with_people().where(cls.mentee == enrollment).order_by(cls.id)

    @classmethod
    def asked_of(cls, enrollments: list[Enrollment]) -> Any:
        """What these mentors are asked and has not run out, with people, the one that runs out first on top."""
        is_asked = (cls.state == "asked") & (cls.expires_at > now())
        return cls.with_people().where(cls.mentor.in_(enrollments) & is_asked).order_by(cls.expires_at, cls.id)

    @classmethod
    def asked_by(cls, mentees: list[Enrollment]) -> Any:
        """Whom these mentees ask now, with people."""
        is_asked = (cls.state == "asked") & (cls.expires_at > now())
        return cls.with_people().where(cls.mentee.in_(mentees) & is_asked)

    @classmethod
    def asking_in(cls, program: Program) -> set[int]:
        """The mentees' enrollments of a program that have something asked or queued."""
        rows = cls.select(cls.mentee).join(Enrollment, on=(cls.mentee == Enrollment.id))
        return {row[0] for row in rows.where((Enrollment.program == program) & cls.state.in_(WAITING)).tuples()}

    @classmethod
    def choosing_in(cls, program: Program) -> set[tuple[int, str]]:
        """The mentees' enrollments of a program that have ranked mentors, and those that ask, in one query.

        As (enrollment, `ranking` or `asking`); one that does both is there twice.
        """
        of_program = Enrollment.select(Enrollment.id).where(Enrollment.program == program)
        ranking = Ranking.select(Ranking.mentee, SQL("'ranking'")).where(Ranking.mentee.in_(of_program))
        asking = cls.select(cls.mentee, SQL("'asking'")).where(cls.mentee.in_(of_program) & cls.state.in_(WAITING))
        return set((ranking | asking).tuples())

    @classmethod
    def programs_with_some(cls) -> Any:
        """The programs in which something is asked or queued."""
        places = cls.select(cls.mentee).where(cls.state.in_(WAITING))
        return Program.select().where(
            Program.id.in_(Enrollment.select(Enrollment.program).where(Enrollment.id.in_(places)))
        )

    @classmethod
    def between(cls, one_id: int, other_id: int) -> Any:
        """What is asked or queued between two members, either way and in any program, with people."""
        places = Enrollment.select(Enrollment.id).where(Enrollment.member.in_((one_id, other_id)))
        return cls.with_people().where(cls.mentee.in_(places) & cls.mentor.in_(places) & cls.state.in_(WAITING))
