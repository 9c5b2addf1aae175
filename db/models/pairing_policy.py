from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from peewee import CharField, DateField, ForeignKeyField, JSONField

from db.models.base import Row, fingerprint
from db.models.program import Program

ACQUAINTANCES = ("new", "known", "either")
CHOOSING = ("admin", "ranking", "asking")


class PairingPolicy(Row):
    """How a program pairs: what counts how much, whether people should know each other, and who chooses.

    A program without a row pairs by the defaults. `weights` maps a part's name to 0-10; a part that is missing has the
    preset's weight. `choosing` is `admin` (the admin decides), `ranking` (mentees rank up to three suggested mentors
    first) or `asking` (a mentee asks a mentor directly).
    """

    program = ForeignKeyField(Program, primary_key=True, on_delete="CASCADE", backref="+")
    preset = CharField(max_length=20, default="balanced")
    weights = JSONField(default=dict)
    acquaintances = CharField(max_length=8, default="new")  # new | known | either: whom to prefer
    choosing = CharField(max_length=8, default="admin")  # admin | ranking | asking
    next_round_on = DateField(null=True)  # told to those who wait

    @classmethod
    def of(cls, program: Program) -> PairingPolicy:
        """The program's policy, or the defaults in a row that is not stored."""
        found: PairingPolicy | None = cls.get_or_none(cls.program == program)
        return found or cls(program=program)

    @property
    def version(self) -> str:
        """A sign that is another one once anything of the policy has changed."""
        day = self.next_round_on.isoformat() if self.next_round_on else ""
        return fingerprint(self.preset, self.weights, self.acquaintances, self.choosing, day)

    @classmethod
    def carry_over(cls, source: Program, target: Program) -> None:
        """Let a new program pair as another one does; the next round's date is the other's own."""
        policy = cls.get_or_none(cls.program == source)
        if policy:
            columns = {"preset": policy.preset, "weights": policy.weights, "acquaintances": policy.acquaintances}
            cls.create(program=target, choosing=policy.choosing, **columns)

    @classmethod
    def of_programs(cls, program_ids: Iterable[int]) -> Any:
        """The policies that are stored of these programs."""
        return cls.select().where(cls.program.in_(list(program_ids)))
