from __future__ import annotations

from peewee import CharField, ForeignKeyField

from db.clock import now
from db.models.base import BytesField, IdField, Row, UtcDateTimeField
from db.models.member import Member
from db.models.pair import Pair


class Snooze(Row):
    """That the admins leave a pair be until a moment; what is worse than it was then shows all the same."""

    id = IdField()
    pair = ForeignKeyField(Pair, on_delete="CASCADE", backref="+")
    until = UtcDateTimeField()
    level = CharField(max_length=10)  # of the pair's health when it was snoozed
    made_by = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
    created_at = UtcDateTimeField(default=now)
    ended_at = UtcDateTimeField(null=True)


class CoordinatorNote(Row):
    """What an admin notes for themselves of a pair, sealed: only its author reads it."""

    id = IdField()
    uid = CharField(max_length=32, unique=True)
    pair = ForeignKeyField(Pair, on_delete="CASCADE", index=False, backref="+")
    author = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
    body = BytesField()
    created_at = UtcDateTimeField(default=now)

    class Meta:
        indexes = ((("pair", "author"), False),)
