from __future__ import annotations

from peewee import CharField, ForeignKeyField

from db.models.base import IdField, Row
from db.models.enrollment import Enrollment
from db.models.member import Member
from db.models.program import Program


class Wish(Row):
    """Whom an enrolled member wishes for (`wish`) or must not be paired with (`never`). Read by admins for pairing."""

    id = IdField()
    enrollment = ForeignKeyField(Enrollment, backref="wishes", on_delete="CASCADE", index=False)
    member = ForeignKeyField(Member, on_delete="CASCADE")
    kind = CharField(max_length=6)

    class Meta:
        indexes = ((("enrollment", "member"), True),)

    @classmethod
    def among(cls, program: Program, member_ids: list[int], kind: str) -> set[tuple[int, int]]:
        """The wishes of a kind between any two of these members in a program, as (who wishes, whom)."""
        rows = (
            cls.select(Enrollment.member, cls.member)
            .join(Enrollment)
            .where(
                (Enrollment.program == program)
                & (cls.kind == kind)
                & Enrollment.member.in_(member_ids)
                & cls.member.in_(member_ids)
            )
        )
        return set(rows.tuples())
