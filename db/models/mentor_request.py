from __future__ import annotations

from peewee import CharField, ForeignKeyField, IntegerField

from db.clock import now
from db.models.base import IdField, Row, UtcDateTimeField
from db.models.enrollment import Enrollment


class MentorRequest(Row):
    """That a mentee asks a mentor. One of a mentee's is asked at a time; the next one follows when it has run out."""

    id = IdField()
    mentee = ForeignKeyField(Enrollment, on_delete="CASCADE", index=False, backref="+")
    mentor = ForeignKeyField(Enrollment, on_delete="CASCADE", index=False, backref="+")
    place = IntegerField()  # in the order in which the mentee asks, from 1
    state = CharField(max_length=10, default="queued")  # queued | asked | accepted | declined | expired | withdrawn
    created_at = UtcDateTimeField(default=now)
    asked_at = UtcDateTimeField(null=True)
    expires_at = UtcDateTimeField(null=True)
    answered_at = UtcDateTimeField(null=True)

    class Meta:
        indexes = ((("mentee", "state"), False), (("mentor", "state"), False))
