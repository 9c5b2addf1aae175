from __future__ import annotations

from typing import Any

from peewee import CharField, ForeignKeyField, IntegerField, JSONField

from db.clock import now
from db.database import locked
from db.models.base import BytesField, IdField, Row, UtcDateTimeField
from db.models.member import Member
from db.models.program import Program


class Round(Row):
    """A matching run, kept as a record: what went in, what came out, what the admin changed, who published it.

    `inputs` is the pool as the solver saw it, with the weights (`matching/pool.py`), so that the same result can be
    computed again. A program has one draft at most.
    """

    id = IdField()
    program = ForeignKeyField(Program, on_delete="CASCADE", index=False, backref="rounds")
    state = CharField(max_length=10, default="draft")  # draft | published | discarded
    inputs = BytesField()
    figures = JSONField(
        default=dict
    )  # what came of it, in numbers: {"mentees": …, "places": …, "placed": …, "total": …}
    made_by = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
    created_at = UtcDateTimeField(default=now)
    published_by = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
    published_at = UtcDateTimeField(null=True)
    version = IntegerField(default=0)  # grows with every change, so that a slow reckoning notices one

    class Meta:
        indexes = ((("program", "state"), False),)

    @property
    def is_draft(self) -> bool:
        """Whether it can still be worked on."""
        return bool(self.state == "draft")

    @classmethod
    def locked(cls, round_id: int) -> Round:
        """The row, held until the transaction ends. Must be called inside `writing()`."""
        row: Round = locked(cls.select().where(cls.id == round_id)).get()
        return row

    @classmethod
    def draft_of(cls, program: Program) -> Round | None:
        """The round that is being worked on, without its inputs."""
        found: Round | None = cls.of_program(program).where(cls.state == "draft").first()
        return found

    @classmethod
    def kept_of(cls, program: Program) -> Any:
        """The program's draft and its records, newest first, without their inputs."""
        return cls.of_program(program).where(cls.state != "discarded")

    @classmethod
    def of_program(cls, program: Program) -> Any:
        """The program's rounds, newest first, without their inputs."""
        columns = [field for field in cls._meta.sorted_fields if field.name != "inputs"]
        return cls.select(*columns).where(cls.program == program).order_by(cls.id.desc())
