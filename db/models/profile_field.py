from __future__ import annotations

from typing import Any

from peewee import CharField, ForeignKeyField, JSONField

from db.models.base import IdField, Row, fingerprint
from db.models.member import Member
from db.prepared import prepared

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

    @classmethod
    def of(cls, member_id: int) -> dict[str, ProfileField]:
        """What a member has said of themselves, by the fields' names."""
        return {row.field: row for row in _OF(member_id)}

    @classmethod
    def version_of(cls, member_id: int) -> str:
        """A sign of what a whole profile says, to notice an edit in another tab."""
        rows = cls.of(member_id)
        return fingerprint(*((name, rows[name].value, rows[name].audience) for name in FIELDS if name in rows))

    @classmethod
    def keep(cls, member: Member, field: str, value: Any, audience: str) -> None:
        """Write one field."""
        columns = {"value": value, "audience": audience}
        cls.insert(member=member.id, field=field, **columns).on_conflict(
            conflict_target=(cls.member, cls.field), update=columns
        ).execute()


_OF = prepared(lambda member_id: ProfileField.select().where(ProfileField.member == member_id))
