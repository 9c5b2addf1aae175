from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from peewee import CharField, ForeignKeyField, IntegerField, TextField, fn

from db.clock import now
from db.database import locked
from db.models.base import IdField, Row, UtcDateTimeField
from db.models.block import Block
from db.models.enrollment import Enrollment
from db.models.member import Member
from db.models.program import Program
from db.prepared import prepared

OPEN = ("active", "paused")
UNDER_WAY = (*OPEN, "suspended")  # whatever is not closed


class Pair(Row):
    """A mentor and a mentee introduced to each other in a program; the unit of privacy.

    `seq` counts what happens in their chat (a message posted, edited or deleted); it is taken under the pair's row
    lock, so a reader that has everything up to a seq has missed nothing. The read marks are seqs.
    """

    id = IdField()
    program = ForeignKeyField(Program, backref="pairs", on_delete="CASCADE", index=False)
    mentor = ForeignKeyField(Member, on_delete="CASCADE")
    mentee = ForeignKeyField(Member, on_delete="CASCADE")
    mentor_enrollment = ForeignKeyField(Enrollment, null=True, on_delete="SET NULL")
    mentee_enrollment = ForeignKeyField(Enrollment, null=True, on_delete="SET NULL")
    state = CharField(max_length=10, default="active")  # active | paused | suspended | completed | ended
    introduction = TextField(default="")  # the admin's words to both
    introduced_by = ForeignKeyField(Member, null=True, on_delete="SET NULL")
    introduced_at = UtcDateTimeField(default=now)
    last_active_at = UtcDateTimeField(null=True)
    paused_by = ForeignKeyField(Member, null=True, on_delete="SET NULL")
    closed_at = UtcDateTimeField(null=True)
    closed_by = ForeignKeyField(Member, null=True, on_delete="SET NULL")
    seq = IntegerField(default=0)
    mentor_read_seq = IntegerField(default=0)
    mentee_read_seq = IntegerField(default=0)

    class Meta:
        indexes = ((("program", "mentor", "mentee"), True), (("program", "state"), False))

    @property
    def is_open(self) -> bool:
        """Whether the two may write to each other; a paused pair may, it only has no weekly rhythm."""
        return self.state in OPEN

    @property
    def is_suspended(self) -> bool:
        """Whether one of the two is kept out of the group for a while: nobody writes, and nobody is told who."""
        return bool(self.state == "suspended")

    @property
    def is_under_way(self) -> bool:
        """Whether it has been closed by nobody yet."""
        return self.state in UNDER_WAY

    @property
    def is_active(self) -> bool:
        """Whether they are walking now."""
        return bool(self.state == "active")

    def can_be_written_in(self) -> bool:
        """Whether the pair is open and neither has blocked the other (one query)."""
        return self.is_open and not Block.stands_between(self.mentor_id, self.mentee_id)

    def has(self, member: Member) -> bool:
        """Whether `member` is one of the two."""
        return member.id in (self.mentor_id, self.mentee_id)

    def role_of(self, member: Member) -> str:
        """`mentor` or `mentee`."""
        return "mentor" if member.id == self.mentor_id else "mentee"

    def partner_of(self, member: Member) -> Member:
        """The other of the two."""
        return self.mentee if member.id == self.mentor_id else self.mentor

    def partner_id_of(self, member: Member) -> int:
        """The other's id, without loading them."""
        return int(self.mentee_id if member.id == self.mentor_id else self.mentor_id)

    def enrollment_of_partner(self, member: Member) -> Enrollment | None:
        """What the partner answered when enrolling."""
        enrollment_id = self.mentee_enrollment_id if member.id == self.mentor_id else self.mentor_enrollment_id
        return Enrollment.with_id(enrollment_id) if enrollment_id is not None else None

    def read_seq_of(self, member: Member) -> int:
        """How far this one of the two has read."""
        return int(self.mentor_read_seq if member.id == self.mentor_id else self.mentee_read_seq)

    def read_seq_of_partner(self, member: Member) -> int:
        """How far the other has read."""
        return int(self.mentee_read_seq if member.id == self.mentor_id else self.mentor_read_seq)

    @classmethod
    def with_people(cls) -> Any:
        """Pairs with their program and both members loaded in one query."""
        mentor, mentee = Member.alias("mentor_row"), Member.alias("mentee_row")
        return (
            cls.select(cls, Program, mentor, mentee)
            .join(Program)
            .switch(cls)
            .join(mentor, on=(cls.mentor == mentor.id), attr="mentor")
            .switch(cls)
            .join(mentee, on=(cls.mentee == mentee.id), attr="mentee")
        )

    @classmethod
    def with_id(cls, pair_id: int) -> Pair | None:
        """The pair with this id, its program and both members."""
        found: Pair | None = _WITH_ID.first(pair_id)
        return found

    @classmethod
    def of_member(cls, member: Member) -> Any:
        """The pairs that a member is or was one of, newest first, with people and program."""
        return cls.with_people().where((cls.mentor == member) | (cls.mentee == member)).order_by(cls.id.desc())

    @classmethod
    def open_of(cls, enrollment: Enrollment) -> Any:
        """The pairs that came of an enrollment and are not closed, with people and program."""
        mine = (cls.mentor_enrollment == enrollment) | (cls.mentee_enrollment == enrollment)
        return cls.with_people().where(mine & cls.state.in_(UNDER_WAY)).order_by(cls.id)

    @classmethod
    def first_of_enrollments(cls, program_ids: Iterable[int], role: str, last: int) -> Any:
        """When enrollments in a role were sent in and first introduced, as (program, sent in, introduced).

        Of each program the last so many. Whoever was introduced before has waited for something else.
        """
        column = cls.mentor_enrollment if role == "mentor" else cls.mentee_enrollment
        earlier = cls.alias()
        same = earlier.mentor_enrollment if role == "mentor" else earlier.mentee_enrollment
        place = fn.ROW_NUMBER().over(partition_by=[cls.program], order_by=[cls.introduced_at.desc(), cls.id.desc()])
        rows = (
            cls.select(cls.program, Enrollment.submitted_at, cls.introduced_at, place.alias("place"))
            .join(Enrollment, on=(column == Enrollment.id))
            .where(cls.program.in_(list(program_ids)) & (Enrollment.submitted_at <= cls.introduced_at))
            .where(~fn.EXISTS(earlier.select(earlier.id).where((same == column) & (earlier.id < cls.id))))
        )
        query = cls.select(rows.c.program_id, rows.c.submitted_at, rows.c.introduced_at).from_(rows)
        instants = Enrollment.submitted_at.python_value
        found = query.where(rows.c.place <= last).tuples()
        return [(program, instants(sent), instants(introduced)) for program, sent, introduced in found]

    @classmethod
    def of_member_in(cls, group_id: int, member_id: int) -> Any:
        """A member's pairs in a group's programs, whatever their state, in the order of ids."""
        programs = Program.select(Program.id).where(Program.group == group_id)
        return cls.of_two_sides(member_id).where(cls.program.in_(programs))

    @classmethod
    def of_two_sides(cls, member_id: int) -> Any:
        """The bare rows of a member's pairs, whichever of the two they are, in the order of ids."""
        return cls.select().where((cls.mentor == member_id) | (cls.mentee == member_id)).order_by(cls.id)

    @classmethod
    def of_two(cls, mentor: Enrollment, mentee: Enrollment) -> Pair | None:
        """The pair that came of these two enrollments, with people and program."""
        are_these = (cls.mentor_enrollment == mentor) & (cls.mentee_enrollment == mentee)
        found: Pair | None = cls.with_people().where(are_these).first()
        return found

    @classmethod
    def are(cls, one_id: Any, other_id: Any) -> Any:
        """The condition that a pair is these two, whoever mentors whom."""
        return ((cls.mentor == one_id) & (cls.mentee == other_id)) | ((cls.mentor == other_id) & (cls.mentee == one_id))

    @classmethod
    def between(cls, one_id: int, other_id: int) -> Any:
        """The pairs that two members are or were, newest first, with people and program."""
        return cls.with_people().where(cls.are(one_id, other_id)).order_by(cls.id.desc())

    @classmethod
    def answers_to(cls, partner_id: int, member_id: int) -> Enrollment | None:
        """What a member answered when enrolling, in the newest open pair with that partner."""
        found: Enrollment | None = _ANSWERS_TO.first(partner_id, member_id)
        return found

    @classmethod
    def among(cls, program: Program, member_ids: list[int]) -> set[frozenset[int]]:
        """Who of these members has been introduced to whom in a program, whatever became of it, as unordered ids."""
        rows = cls.select(cls.mentor, cls.mentee).where(
            (cls.program == program) & cls.mentor.in_(member_ids) & cls.mentee.in_(member_ids)
        )
        return {frozenset(row) for row in rows.tuples()}

    @classmethod
    def places_taken(cls, program: Program, mentor_id: int) -> int:
        """How many pairs that are not closed a mentor has in a program."""
        of_mentor = (cls.program == program) & (cls.mentor == mentor_id) & cls.state.in_(UNDER_WAY)
        return int(cls.select().where(of_mentor).count())

    @classmethod
    def places_taken_by(cls, program: Program, mentor_ids: list[int]) -> dict[int, int]:
        """How many pairs that are not closed each of these mentors (member ids) has in a program; none: left out."""
        are_theirs = (cls.program == program) & cls.mentor.in_(mentor_ids) & cls.state.in_(UNDER_WAY)
        return dict(cls.select(cls.mentor, fn.COUNT(cls.id)).where(are_theirs).group_by(cls.mentor).tuples())

    @classmethod
    def locked(cls, pair_id: int) -> Pair:
        """The pair's row, held until the transaction ends. Must be called inside `writing()`."""
        pair: Pair = locked(cls.select().where(cls.id == pair_id)).get()
        return pair

    def next_seq(self) -> int:
        """Take the pair's next seq. Must be called with the row locked."""
        self.seq += 1
        Pair.update(seq=self.seq, last_active_at=now()).where(Pair.id == self.id).execute()
        return int(self.seq)


_WITH_ID = prepared(lambda pair_id: Pair.with_people().where(Pair.id == pair_id))
_ANSWERS_TO = prepared(
    lambda partner_id, member_id: (
        Enrollment.select()
        .join(Pair, on=((Pair.mentor_enrollment == Enrollment.id) | (Pair.mentee_enrollment == Enrollment.id)))
        .where((Enrollment.member == member_id) & Pair.are(partner_id, member_id) & Pair.state.in_(OPEN))
        .order_by(Pair.id.desc())
    )
)
