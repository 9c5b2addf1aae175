from __future__ import annotations

from peewee import CharField, ForeignKeyField, IntegerField

from db.clock import now
from db.models.base import IdField, Row, UtcDateTimeField
from db.models.member import Member


class NotificationChoice(Row):
    """How a member wants to hear of a topic by a medium, where they have said so; else the topic's default counts."""

    id = IdField()
    member = ForeignKeyField(Member, on_delete="CASCADE", index=False, backref="+")
    topic = CharField(max_length=20)
    medium = CharField(max_length=4)  # app | mail | push
    choice = CharField(max_length=8)  # now | daily | weekly | off
    chosen_at = UtcDateTimeField(default=now)

    class Meta:
        indexes = ((("member", "topic", "medium"), True),)


class NotificationHours(Row):
    """When a member wants not to be disturbed and when digests come, in full hours of their own clock."""

    member = ForeignKeyField(Member, primary_key=True, on_delete="CASCADE", backref="+")
    quiet_from = IntegerField(default=21)
    quiet_to = IntegerField(default=8)
    digest_hour = IntegerField(default=8)
    digest_weekday = IntegerField(default=0)  # Monday, of the weekly one
