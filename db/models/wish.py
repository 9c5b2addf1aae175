from __future__ import annotations

from peewee import CharField, ForeignKeyField

from db.models.base import IdField, Row
from db.models.enrollment import Enrollment
from db.models.member import Member


class Wish(Row):
    """Whom an enrolled member wishes for (`wish`) or must not be paired with (`never`). Read by admins for pairing."""

    id = IdField()
    enrollment = ForeignKeyField(Enrollment, backref="wishes", on_delete="CASCADE", index=False)
    member = ForeignKeyField(Member, on_delete="CASCADE")
    kind = CharField(max_length=6)

    class Meta:
        indexes = ((("enrollment", "member"), True),)
