from __future__ import annotations

from peewee import CharField, ForeignKeyField, JSONField

from db.clock import now
from db.models.base import Row, UtcDateTimeField
from db.models.member import Member


class InstanceSetting(Row):
    """Something that the host has set on the page, for the whole instance; `webapp/domain/instance.py` knows which."""

    key = CharField(max_length=40, primary_key=True)
    value = JSONField()
    changed_at = UtcDateTimeField(default=now)
    changed_by = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
