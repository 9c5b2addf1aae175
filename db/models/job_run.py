from __future__ import annotations

from peewee import CharField, IntegerField

from db.clock import now
from db.models.base import IdField, Row, UtcDateTimeField


class JobRun(Row):
    """How a job of a name last went and how often it went well and not, a row a name and day (UTC)."""

    id = IdField()
    name = CharField(max_length=40)
    day = CharField(max_length=10)  # 2026-11-21
    done = IntegerField(default=0)
    failed = IntegerField(default=0)
    retried = IntegerField(default=0)
    fault = CharField(max_length=80, default="")  # the last one's kind
    last_at = UtcDateTimeField(default=now)

    class Meta:
        indexes = ((("day", "name"), True),)
