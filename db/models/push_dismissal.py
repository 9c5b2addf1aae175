from __future__ import annotations

from peewee import ForeignKeyField

from db.clock import now
from db.models.base import Row, UtcDateTimeField
from db.models.member import Member


class PushDismissal(Row):
    """Somebody who said "not now" when asked whether a device shall tell them; they are not asked again."""

    member = ForeignKeyField(Member, primary_key=True, on_delete="CASCADE", backref="+")
    dismissed_at = UtcDateTimeField(default=now)
