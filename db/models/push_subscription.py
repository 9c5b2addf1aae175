from __future__ import annotations

from peewee import CharField, ForeignKeyField, IntegerField, TextField

from db.clock import now
from db.models.base import IdField, Row, UtcDateTimeField
from db.models.member import Member
from db.models.session import Session


class PushSubscription(Row):
    """A browser that takes pushes for a member. It goes with the sign-in that made it."""

    id = IdField()
    member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
    session = ForeignKeyField(Session, on_delete="CASCADE", backref="+")
    endpoint = TextField()
    endpoint_hash = CharField(max_length=64, unique=True)
    p256dh = CharField(max_length=100)  # base64url, as the browser gives it
    auth = CharField(max_length=40)
    created_at = UtcDateTimeField(default=now)
    used_at = UtcDateTimeField(null=True)
    faults = IntegerField(default=0)  # in a row
