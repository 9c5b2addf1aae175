from __future__ import annotations

from peewee import CharField

from db.clock import now
from db.models.base import BytesField, Row, UtcDateTimeField


class InstanceSecret(Row):
    """A key that the instance made for itself, such as the one that signs its pushes; sealed under a master key."""

    name = CharField(max_length=40, primary_key=True)
    sealed = BytesField()
    created_at = UtcDateTimeField(default=now)
