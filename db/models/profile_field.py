from __future__ import annotations

from peewee import CharField, ForeignKeyField, JSONField

from db.models.base import IdField, Row
from db.models.member import Member

FIELDS = ("place", "profession", "education", "languages", "experience", "contact", "about")
AUDIENCES = ("me", "pairs", "programs", "groups", "pairing")


class ProfileField(Row):
    """One thing that a member says of themselves, and who may see it.

    `value` is words, or ISO 639-1 codes for languages. `audience` is only me, my pairs, the programs that I am in, my
    groups, or the admins who pair; contact handles go to my pairs at most.
    """

    id = IdField()
    member = ForeignKeyField(Member, on_delete="CASCADE", index=False, backref="profile_fields")
    field = CharField(max_length=12)
    value = JSONField()
    audience = CharField(max_length=10)

    class Meta:
        indexes = ((("member", "field"), True),)
