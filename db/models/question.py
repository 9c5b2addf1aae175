from __future__ import annotations

from typing import Any

from peewee import CharField, ForeignKeyField, IntegerField

from db.models.base import IdField, Row, fingerprint
from db.models.program import Program

MOST_PER_ROLE = 10


class Question(Row):
    """A question of the program's own, asked of one role at enrollment; the answer is words."""

    id = IdField()
    program = ForeignKeyField(Program, backref="questions", on_delete="CASCADE", index=False)
    role = CharField(max_length=10)
    position = IntegerField(default=0)
    label = CharField(max_length=200)
    help = CharField(max_length=300, default="")

    class Meta:
        indexes = ((("program", "role", "position"), False),)

    @classmethod
    def of_program(cls, program: Program, role: str | None = None) -> Any:
        """The program's questions in order, of one role or of both."""
        query = cls.select().where(cls.program == program)
        if role:
            query = query.where(cls.role == role)
        return query.order_by(cls.role, cls.position, cls.id)

    @property
    def version(self) -> str:
        """A sign that is another one once the question's words have changed."""
        return fingerprint(self.label, self.help)
