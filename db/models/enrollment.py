from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from peewee import JOIN, Case, CharField, ForeignKeyField, IntegerField, JSONField, TextField, fn

from db.clock import now
from db.database import locked
from db.models.base import IdField, Row, UtcDateTimeField
from db.models.member import Member
from db.models.membership import Membership
from db.models.program import Program
from db.prepared import prepared

STATES = ("draft", "requested", "declined", "waiting", "paired", "paused", "withdrawn", "completed")
IN_PLAY = ("waiting", "paired")
EDITABLE = ("draft", "requested", "waiting", "paired", "paused")


class Enrollment(Row):
    """A member's place in a program in one role, with the answers.

    `draft` while being filled in; `requested` where an admin must approve (or `declined`); then `waiting`, `paired`,
    `paused`, `withdrawn`, `completed`. A mentor with a pair and free places is `paired` and still on the board.
    """

    id = IdField()
    program = ForeignKeyField(Program, backref="enrollments", on_delete="CASCADE", index=False)
    member = ForeignKeyField(Member, backref="enrollments", on_delete="CASCADE")
    role = CharField(max_length=10)
    state = CharField(max_length=12, default="draft")
    topics = JSONField(default=list)  # what a mentor offers or a mentee wants, words as in Program.tags or their own
    goal = TextField(default="")  # one sentence, read by the admin who pairs
    experience = TextField(default="")  # what I have been through
    languages = JSONField(default=list)  # ISO 639-1 codes
    location = CharField(max_length=120, default="")
    profession = CharField(max_length=120, default="")
    education = CharField(max_length=120, default="")
    availability = JSONField(default=list)  # "<weekday 0-6>-<part>" in the member's zone, as in domain/availability
    time_zone = CharField(max_length=64, default="UTC")
    working_style = JSONField(default=dict)  # question key → 1…5
    capacity = IntegerField(default=1)  # mentees at a time, for mentors
    answers = JSONField(default=dict)  # Question.id as text → words
    answered = JSONField(default=list)  # topics of the questionnaire that its member is done with, empty ones too
    created_at = UtcDateTimeField(default=now)
    submitted_at = UtcDateTimeField(null=True)  # since when they wait
    state_changed_at = UtcDateTimeField(default=now)

    class Meta:
        indexes = ((("program", "member", "role"), True), (("program", "role", "state"), False))

    @property
    def is_mentor(self) -> bool:
        """Whether this is a mentor's place."""
        return bool(self.role == "mentor")

    @property
    def is_in_play(self) -> bool:
        """Whether it counts in pairing now."""
        return self.state in IN_PLAY

    @property
    def is_editable(self) -> bool:
        """Whether its member may change the answers."""
        return self.state in EDITABLE

    @property
    def is_over(self) -> bool:
        """Whether its member may enroll again."""
        return self.state in ("withdrawn", "completed")

    @classmethod
    def with_id(cls, enrollment_id: int) -> Enrollment | None:
        """The enrollment with this id."""
        found: Enrollment | None = _WITH_ID.first(enrollment_id)
        return found

    @classmethod
    def locked(cls, enrollment_id: int) -> Enrollment:
        """The row, held until the transaction ends. Must be called inside `writing()`."""
        row: Enrollment = locked(cls.select().where(cls.id == enrollment_id)).get()
        return row

    @classmethod
    def submitted(cls, program: Program, *, role: str = "", state: str = "", words: str = "") -> Any:
        """What has been sent in, with the members, drafts left out; of one role, in one state, by a part of a name.

        Without those who are kept out of the group for a while.
        """
        query = (
            cls.select(cls, Member)
            .join(Member, on=(cls.member == Member.id))
            .where((cls.program == program) & (cls.state != "draft"))
            .where(~Membership.suspends(cls.member, program.group_id))
        )
        query = query.where(cls.role == role) if role else query
        query = query.where(cls.state == state) if state else query
        return query.where(Member.named(words)) if words else query

    @classmethod
    def roster(cls, program: Program, *, role: str, state: str, words: str, sort: str) -> Any:
        """`submitted`, by `name` or by how long they wait: who asks first, then who waits longest, then the others."""
        query = cls.submitted(program, role=role, state=state, words=words)
        if sort == "name":
            return query.order_by(fn.LOWER(Member.name), cls.id)
        turn = Case(cls.state, (("requested", 0), ("waiting", 1)), 2)
        return query.order_by(turn, cls.submitted_at, cls.id)

    @classmethod
    def names_of(cls, ids: Iterable[int]) -> dict[int, str]:
        """The members' names by the ids of their enrollments."""
        query = cls.select(cls.id, Member.name).join(Member, on=(cls.member == Member.id))
        return dict(query.where(cls.id.in_(list(ids))).tuples())

    @classmethod
    def last_of(cls, member: Member) -> Enrollment | None:
        """What a member sent in last, in any program."""
        query = cls.select().where((cls.member == member) & cls.submitted_at.is_null(False))
        found: Enrollment | None = query.order_by(cls.submitted_at.desc(), cls.id.desc()).first()
        return found

    @classmethod
    def of(cls, program: Program, member: Member) -> Any:
        """The member's places in a program, one per role at most."""
        return cls.select().where((cls.program == program) & (cls.member == member)).order_by(cls.role)

    @classmethod
    def waiting_mentees(cls, program: Program) -> Any:
        """Mentees who wait to be paired, with their members, longest wait first."""
        return cls._with_member(program, "mentee").where(cls.state == "waiting").order_by(cls.submitted_at, cls.id)

    @classmethod
    def mentors_in_play(cls, program: Program) -> Any:
        """Mentors who take part, with their members and `places_taken` (pairs not closed), by name."""
        from db.models.pair import UNDER_WAY, Pair

        taken = (
            Pair.select(Pair.mentor, fn.COUNT(Pair.id).alias("taken"))
            .where((Pair.program == program) & Pair.state.in_(UNDER_WAY))
            .group_by(Pair.mentor)
        )
        return (
            cls.select(cls, Member, fn.COALESCE(taken.c.taken, 0).alias("places_taken"))
            .join(Member, on=(cls.member == Member.id))
            .join(taken, JOIN.LEFT_OUTER, on=(taken.c.mentor_id == cls.member))
            .where((cls.program == program) & (cls.role == "mentor") & cls.state.in_(IN_PLAY))
            .where(cls._is_in_group_of(program))
            .order_by(Member.name, cls.id)
        )

    @classmethod
    def _with_member(cls, program: Program, role: str) -> Any:
        return (
            cls.select(cls, Member)
            .join(Member, on=(cls.member == Member.id))
            .where((cls.program == program) & (cls.role == role) & cls._is_in_group_of(program))
        )

    @classmethod
    def _is_in_group_of(cls, program: Program) -> Any:
        """Whoever has left the group keeps the pairs they have there, and is introduced to nobody new."""
        return cls.member.in_(
            Membership.select(Membership.member).where(
                (Membership.group == program.group_id) & (Membership.state == "active")
            )
        )


_WITH_ID = prepared(lambda enrollment_id: Enrollment.select().where(Enrollment.id == enrollment_id))
