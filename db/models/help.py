from __future__ import annotations

from typing import Any

from peewee import CharField, ForeignKeyField

from db.clock import now
from db.models.base import BytesField, IdField, Row, UtcDateTimeField
from db.models.member import Member
from db.models.notification import Notification
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


class CoordinatorWord(Row):
    """A word that an admin wrote to one of a pair, sealed: the two of them read it, and it went by mail as it is.

    `client_id` is the form's: the same form sent twice writes once to each. One without a notification did not arrive,
    since a block stood between the two; its author is not to notice.
    """

    id = IdField()
    uid = CharField(max_length=32, unique=True)
    client_id = CharField(max_length=36)
    pair = ForeignKeyField(Pair, on_delete="CASCADE", backref="+")
    author = ForeignKeyField(Member, on_delete="CASCADE", index=False, backref="+")
    member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
    notification = ForeignKeyField(Notification, null=True, on_delete="SET NULL", backref="+")
    body = BytesField()
    created_at = UtcDateTimeField(default=now)

    class Meta:
        indexes = ((("author", "client_id", "member"), True),)

    @classmethod
    def to(cls, member: Member, pair: Pair) -> Any:
        """What admins wrote to one of a pair, with its authors, newest first."""
        rows = cls.select(cls, Member).join(Member, on=(cls.author == Member.id))
        return rows.where(cls.arrived_at(member) & (cls.pair == pair)).order_by(cls.id.desc())

    @classmethod
    def arrived_at(cls, member: Member) -> Any:
        """The condition that it was written to a member, and has arrived."""
        return (cls.member == member) & cls.notification.is_null(False)
