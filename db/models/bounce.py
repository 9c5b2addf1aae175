from __future__ import annotations

from peewee import BooleanField, CharField, ForeignKeyField, IntegerField

from db.clock import now
from db.models.base import Row, UtcDateTimeField
from db.models.member import Member


class Bounce(Row):
    """That mails to a member come back. A permanent one stops all but what signs them in, until the address works."""

    member = ForeignKeyField(Member, primary_key=True, on_delete="CASCADE", backref="+")
    is_permanent = BooleanField(default=False)
    status = CharField(max_length=12, default="")  # the enhanced status code (RFC 3463), as "5.1.1"
    times = IntegerField(default=1)
    last_at = UtcDateTimeField(default=now)
