from __future__ import annotations

from typing import Any

from peewee import CharField, ForeignKeyField, IntegerField, JSONField, TextField

from db.models.base import IdField, Row, UtcDateTimeField, fingerprint
from db.models.program import Program
from db.prepared import prepared


class Step(Row):
    """One stage of a program's path.

    `wording` is `{"mentor": {"prompts": [str], "tips": [str], "task": str}, "mentee": {…}, "resources":
    [{"title": str, "body": str}]}`; `{partner}` in it stands for the partner's first name. A step that pairs have
    walked is never deleted but removed, so that what they did there keeps its place.
    """

    id = IdField()
    program = ForeignKeyField(Program, backref="steps", on_delete="CASCADE", index=False)
    position = IntegerField()
    title = CharField(max_length=80)
    purpose = TextField(default="")
    minutes = IntegerField(default=30)
    wording = JSONField(default=dict)
    removed_at = UtcDateTimeField(null=True)

    class Meta:
        indexes = ((("program", "position"), False),)

    @classmethod
    def of_program(cls, program: Program) -> Any:
        """The path: the program's steps in order, without the removed ones."""
        return cls.select().where((cls.program == program) & cls.removed_at.is_null()).order_by(cls.position, cls.id)

    @classmethod
    def ever_of_program(cls, program_id: int) -> list[Step]:
        """The path's steps in order, the removed ones in their places."""
        return _EVER_OF_PROGRAM(program_id)

    @classmethod
    def removed_from(cls, program: Program) -> Any:
        """The steps that were taken out of the path, newest first."""
        return (
            cls.select().where((cls.program == program) & cls.removed_at.is_null(False)).order_by(cls.removed_at.desc())
        )

    def words_for(self, role: str) -> dict[str, Any]:
        """Prompts, tips and task for a role: `{"prompts": [str], "tips": [str], "task": str}`."""
        words: dict[str, Any] = {"prompts": [], "tips": [], "task": "", **self.wording.get(role, {})}
        return words

    @property
    def resources(self) -> list[dict[str, str]]:
        """Worksheets and lists that help with the step, `body` in the small Markdown."""
        return list(self.wording.get("resources", []))

    @property
    def version(self) -> str:
        """A sign that is another one once the step's words have changed."""
        return fingerprint(self.title, self.purpose, self.minutes, self.wording)


_EVER_OF_PROGRAM = prepared(
    lambda program_id: Step.select().where(Step.program == program_id).order_by(Step.position, Step.id)
)
