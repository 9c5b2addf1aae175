from __future__ import annotations

from typing import Any

from peewee import CharField, ForeignKeyField, IntegerField

from db.clock import now
from db.models.base import IdField, Row, UtcDateTimeField
from db.models.group import Group
from db.models.member import Member


class Invitation(Row):
    """A way into a group: by mail for one person, or a link for as many people as the admin said. Stored hashed."""

    id = IdField()
    group = ForeignKeyField(Group, backref="invitations", on_delete="CASCADE")
    token_hash = CharField(max_length=64, unique=True)
    email = CharField(max_length=254, null=True)
    uses_left = IntegerField(default=1)
    created_by = ForeignKeyField(Member, on_delete="CASCADE")
    created_at = UtcDateTimeField(default=now)
    expires_at = UtcDateTimeField()
    revoked_at = UtcDateTimeField(null=True)

    @classmethod
    def usable(cls, token_hash: str) -> Invitation | None:
        """The invitation with this hash if it still lets somebody in."""
        found: Invitation | None = cls.open().where(cls.token_hash == token_hash).first()
        return found

    @classmethod
    def with_hash(cls, token_hash: str) -> Invitation | None:
        """The invitation with this hash, whether or not it still lets somebody in, with its group."""
        found: Invitation | None = cls.select(cls, Group).join(Group).where(cls.token_hash == token_hash).first()
        return found

    @classmethod
    def open(cls) -> Any:
        """Invitations that still let somebody in, newest first."""
        return (
            cls.select(cls, Group)
            .join(Group)
            .where((cls.uses_left > 0) & cls.revoked_at.is_null() & (cls.expires_at > now()))
            .order_by(cls.created_at.desc())
        )

    @classmethod
    def open_of(cls, group: Group) -> Any:
        """The group's invitations that still let somebody in, with who made them, newest first."""
        return cls.open().select_extend(Member).switch(cls).join(Member).where(cls.group == group)
