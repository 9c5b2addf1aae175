from __future__ import annotations

from peewee import CharField, ForeignKeyField, IntegerField

from db.clock import now
from db.models.base import BytesField, IdField, Row, UtcDateTimeField
from db.models.member import Member


class Export(Row):
    """Everything of a member's, asked for, made by a job and fetched once. The archive is sealed while it waits."""

    id = IdField()
    member = ForeignKeyField(Member, on_delete="CASCADE", backref="exports")
    state = CharField(max_length=8, default="asked")  # asked | ready | fetched | expired | failed
    token_hash = CharField(max_length=64, null=True, unique=True)
    archive = BytesField(null=True)
    size = IntegerField(default=0)  # bytes of the archive before it was sealed
    asked_at = UtcDateTimeField(default=now)
    ready_at = UtcDateTimeField(null=True)
    expires_at = UtcDateTimeField(null=True)
    fetched_at = UtcDateTimeField(null=True)


class Deletion(Row):
    """That a member wants their account deleted, and when that is due unless they change their mind."""

    member = ForeignKeyField(Member, primary_key=True, on_delete="CASCADE", backref="+")
    asked_at = UtcDateTimeField(default=now)
    due_at = UtcDateTimeField(index=True)
