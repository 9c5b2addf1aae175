from __future__ import annotations

from peewee import CharField, ForeignKeyField

from db.clock import now
from db.models.base import IdField, Row, UtcDateTimeField
from db.models.member import Member


class Link(Row):
    """A single-use link in a mail (verify, reset, mail-change). Only the hash of its token is stored."""

    id = IdField()
    member = ForeignKeyField(Member, backref="links", on_delete="CASCADE")
    purpose = CharField(max_length=20)
    token_hash = CharField(max_length=64, unique=True)
    email = CharField(max_length=254, null=True)  # the new address, for a mail-change
    created_at = UtcDateTimeField(default=now)
    expires_at = UtcDateTimeField()
    used_at = UtcDateTimeField(null=True)

    @classmethod
    def usable(cls, purpose: str, token_hash: str) -> Link | None:
        """The link for this purpose if it is neither used nor expired."""
        found: Link | None = cls.get_or_none(
            (cls.purpose == purpose) & (cls.token_hash == token_hash) & cls.used_at.is_null() & (cls.expires_at > now())
        )
        return found
