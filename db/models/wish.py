from __future__ import annotations

from typing import Any

from peewee import CharField, ForeignKeyField

from db.models.base import IdField, Row
from db.models.block import Block
from db.models.enrollment import Enrollment
from db.models.member import Member
from db.models.program import Program
from db.prepared import prepared


class Wish(Row):
    """Whom an enrolled member wishes for (`wish`) or must not be paired with (`never`). Read by admins for pairing."""

    id = IdField()
    enrollment = ForeignKeyField(Enrollment, backref="wishes", on_delete="CASCADE", index=False)
    member = ForeignKeyField(Member, on_delete="CASCADE")
    kind = CharField(max_length=6)

    class Meta:
        indexes = ((("enrollment", "member"), True),)

    @classmethod
    def of(cls, enrollment: Enrollment) -> Any:
        """An enrollment's wishes with whom they name, wished for first, then by name; the gone are left out.

        Somebody whom the one who wishes has blocked since is left out too.
        """
        return (
            cls.select(cls, Member)
            .join(Member)
            .where(
                (cls.enrollment == enrollment)
                & Member.deactivated_at.is_null()
                & ~Block.hides(cls.member, enrollment.member_id)
            )
            .order_by(cls.kind.desc(), Member.name, cls.id)
        )

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

    @classmethod
    def is_mutual(cls, program_id: int, one_id: int, other_id: int) -> bool:
        """Whether two members wished for each other in a program."""
        return bool(_WISH_OF(program_id, one_id, other_id) and _WISH_OF(program_id, other_id, one_id))


_WISH_OF = prepared(
    lambda program_id, member_id, wished_id: (
        Wish.select(Wish.id)
        .join(Enrollment)
        .where((Enrollment.program == program_id) & (Enrollment.member == member_id))
        .where((Wish.member == wished_id) & (Wish.kind == "wish"))
    )
)
