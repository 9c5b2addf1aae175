from __future__ import annotations

from typing import Any

from peewee import CharField, ForeignKeyField, IntegerField, JSONField

from db.clock import now
from db.models.base import BytesField, IdField, Row, UtcDateTimeField
from db.models.member import Member


class TotpSecret(Row):
    """The secret that a member's authenticator app counts with, sealed. It counts once a code of it was shown."""

    member = ForeignKeyField(Member, primary_key=True, on_delete="CASCADE", backref="+")
    sealed = BytesField()
    created_at = UtcDateTimeField(default=now)
    confirmed_at = UtcDateTimeField(null=True)
    last_step = IntegerField(default=0)  # the 30 seconds of the code used last: none is taken twice

    @classmethod
    def confirmed_of(cls, member: Member) -> TotpSecret | None:
        """The member's secret, if a code of it was shown."""
        found: TotpSecret | None = cls.get_or_none((cls.member == member) & cls.confirmed_at.is_null(False))
        return found


class RecoveryCode(Row):
    """A code to sign in with once, when the second factor is lost. Only its hash is stored."""

    id = IdField()
    member = ForeignKeyField(Member, on_delete="CASCADE", index=False, backref="recovery_codes")
    code_hash = CharField(max_length=64)
    created_at = UtcDateTimeField(default=now)
    used_at = UtcDateTimeField(null=True)

    class Meta:
        indexes = ((("member", "code_hash"), True),)


class Passkey(Row):
    """A public key of WebAuthn, on a device or in a password manager of a member's."""

    id = IdField()
    member = ForeignKeyField(Member, on_delete="CASCADE", backref="passkeys")
    credential_id = BytesField(unique=True)
    public_key = BytesField()
    sign_count = IntegerField(default=0)
    transports = JSONField(default=list)
    name = CharField(max_length=80)
    created_at = UtcDateTimeField(default=now)
    used_at = UtcDateTimeField(null=True)

    @classmethod
    def of_member(cls, member: Member) -> Any:
        """A member's passkeys, the oldest first."""
        return cls.select().where(cls.member == member).order_by(cls.id)

    @classmethod
    def with_credential(cls, credential_id: bytes) -> Passkey | None:
        """The passkey with this id, its member loaded in the same query."""
        found: Passkey | None = cls.select(cls, Member).join(Member).where(cls.credential_id == credential_id).first()
        return found
