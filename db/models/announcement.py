from __future__ import annotations

from peewee import BooleanField, CharField, ForeignKeyField, IntegerField, TextField

from db.clock import now
from db.models.base import IdField, Row, UtcDateTimeField
from db.models.member import Member
from db.models.program import Program


class Announcement(Row):
    """An admin's words to a program or a part of it, in the small Markdown."""

    id = IdField()
    program = ForeignKeyField(Program, on_delete="CASCADE", backref="+")
    author = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
    audience = CharField(max_length=20)
    title = CharField(max_length=120)
    body = TextField()
    client_id = CharField(max_length=36, unique=True)  # a form sent twice announces once
    sent_at = UtcDateTimeField(default=now)
    people = IntegerField(default=0)
    told_at = UtcDateTimeField(null=True)  # once everybody whom it goes to was told


class AnnouncementReader(Row):
    """Somebody whom an announcement went to."""

    id = IdField()
    announcement = ForeignKeyField(Announcement, on_delete="CASCADE", index=False, backref="+")
    member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
    is_told = BooleanField(default=False)

    class Meta:
        indexes = ((("announcement", "member"), True),)
