from __future__ import annotations

from typing import Any

from peewee import CharField, ForeignKeyField, JSONField

from db.clock import now
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

    class Meta:
        indexes = ((("program", "state"), False),)

    @classmethod
    def of_program(cls, program: Program) -> Any:
        """The program's rounds, newest first, without their inputs."""
        columns = [field for field in cls._meta.sorted_fields if field.name != "inputs"]
        return cls.select(*columns).where(cls.program == program).order_by(cls.id.desc())
