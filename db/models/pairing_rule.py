from __future__ import annotations

from typing import Any

from peewee import CharField, ForeignKeyField

from db.clock import now
from db.models.base import IdField, Row, UtcDateTimeField
from db.models.member import Member
from db.models.program import Program


class PairingRule(Row):
    """An admin's own rule for two people of a program: `never` together, or together whatever else fits (`must`)."""

    id = IdField()
    program = ForeignKeyField(Program, on_delete="CASCADE", index=False, backref="+")
    mentor = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
    mentee = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
    kind = CharField(max_length=6)  # never | must
    made_by = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
    created_at = UtcDateTimeField(default=now)

    class Meta:
        indexes = ((("program", "mentor", "mentee"), True),)

    @classmethod
    def of(cls, program: Program, kind: str) -> set[tuple[int, int]]:
        """The rules of a kind in a program, as (mentor's member id, mentee's member id)."""
        rows: Any = cls.select(cls.mentor, cls.mentee).where((cls.program == program) & (cls.kind == kind))
        return set(rows.tuples())

    @classmethod
    def of_program(cls, program: Program) -> Any:
        """The program's rules with their people, newest first."""
        mentor, mentee = Member.alias("rule_mentor"), Member.alias("rule_mentee")
        return (
            cls.select(cls, mentor, mentee)
            .join(mentor, on=(cls.mentor == mentor.id), attr="mentor")
            .switch(cls)
            .join(mentee, on=(cls.mentee == mentee.id), attr="mentee")
            .where(cls.program == program)
            .order_by(cls.id.desc())
        )

    @classmethod
    def forget(cls, program: Program, *, mentor: int, mentee: int) -> None:
        """Delete the rule that two have in a program (member ids), if they have one."""
        cls.delete().where((cls.program == program) & (cls.mentor == mentor) & (cls.mentee == mentee)).execute()

    @classmethod
    def musts_beside(cls, program: Program, *, mentor: int, mentee: int) -> list[PairingRule]:
        """The other musts in a program that name this mentor or this mentee (member ids)."""
        names_one = (cls.mentor == mentor) | (cls.mentee == mentee)
        is_other = (cls.mentor != mentor) | (cls.mentee != mentee)
        return list(cls.select().where((cls.program == program) & (cls.kind == "must") & names_one & is_other))
