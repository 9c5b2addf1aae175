from __future__ import annotations

from typing import Any

from peewee import CharField, DateField, ForeignKeyField, IntegerField, JSONField, TextField

from db.clock import now
from db.database import locked
from db.models.base import IdField, Row, UtcDateTimeField
from db.models.group import Group
from db.models.member import Member

STATES = ("draft", "enrolling", "running", "finished", "archived")
ROLES = ("mentor", "mentee")


class Program(Row):
    """One run of a mentorship scheme in a group. Its path is its steps; the curriculum is what it was made from."""

    id = IdField()
    group = ForeignKeyField(Group, backref="programs", on_delete="CASCADE", index=False)
    name = CharField(max_length=80)
    summary = CharField(max_length=200, default="")
    description = TextField(default="")
    language = CharField(max_length=5, default="en")
    curriculum = CharField(max_length=60, default="")  # the built-in template's slug, or ""
    state = CharField(max_length=12, default="draft")
    starts_on = DateField(null=True)
    ends_on = DateField(null=True)
    cadence_days = IntegerField(default=7)
    roles_open = CharField(max_length=10, default="both")  # both | mentor | mentee
    enrollment_rule = CharField(max_length=10, default="members")  # members | approval
    tags = JSONField(default=list)  # topics that one may offer or want
    mentor_expectations = TextField(default="")
    mentee_expectations = TextField(default="")
    created_by = ForeignKeyField(Member, null=True, on_delete="SET NULL")
    created_at = UtcDateTimeField(default=now)
    opened_at = UtcDateTimeField(null=True)

    class Meta:
        indexes = ((("group", "state"), False),)

    @property
    def takes_enrollments(self) -> bool:
        """Whether members may enroll now; a running program goes on taking people, who wait to be paired."""
        return self.state in ("enrolling", "running")

    @property
    def is_walked(self) -> bool:
        """Whether pairs may be introduced and walk the path now."""
        return self.state in ("enrolling", "running")

    def open_roles(self) -> tuple[str, ...]:
        """The roles in which members may enroll."""
        return ROLES if self.roles_open == "both" else (str(self.roles_open),)

    def expectations(self, role: str) -> str:
        """What to expect before applying in a role."""
        return str(self.mentor_expectations if role == "mentor" else self.mentee_expectations)

    @classmethod
    def locked(cls, program_id: int) -> Program:
        """The program's row, held until the transaction ends. Must be called inside `writing()`."""
        program: Program = locked(cls.select().where(cls.id == program_id)).get()
        return program

    @classmethod
    def of_group(cls, group: Group) -> Any:
        """The group's programs, newest first."""
        return cls.select().where(cls.group == group).order_by(cls.id.desc())
