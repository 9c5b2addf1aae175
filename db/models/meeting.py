from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from peewee import BooleanField, CharField, ForeignKeyField, IntegerField

from db.clock import now
from db.models.base import BytesField, IdField, Row, UtcDateTimeField
from db.models.member import Member
from db.models.pair import Pair


class Meeting(Row):
    """A meeting of a pair: proposed with a few times, agreed, then held or not. Where it is, is sealed."""

    id = IdField()
    uid = CharField(max_length=32, unique=True)  # in the calendar's UID, and what the seal binds
    pair = ForeignKeyField(Pair, on_delete="CASCADE", index=False, backref="+")
    proposed_by = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
    state = CharField(max_length=10, default="proposed")  # proposed | agreed | cancelled | held | missed
    starts_at = UtcDateTimeField(null=True)  # once agreed, or logged
    minutes = IntegerField(default=45)
    where = BytesField(null=True, column_name="place")  # sealed under its author's key of the pair
    where_by = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
    sequence = IntegerField(default=0)  # of the calendar entry, which grows with every change
    is_logged = BooleanField(default=False)  # told afterwards
    created_at = UtcDateTimeField(default=now)
    agreed_at = UtcDateTimeField(null=True)
    reminded_at = UtcDateTimeField(null=True)
    asked_at = UtcDateTimeField(null=True)  # whether it happened
    answered_by = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
    answered_at = UtcDateTimeField(null=True)

    class Meta:
        indexes = ((("pair", "starts_at"), False), (("state", "starts_at"), False))

    @property
    def is_agreed(self) -> bool:
        """Whether both have said yes, and nobody what has become of it."""
        return bool(self.state == "agreed")

    @property
    def ends_at(self) -> datetime | None:
        """When an agreed one is over."""
        return self.starts_at + timedelta(minutes=self.minutes) if self.starts_at else None

    @classmethod
    def of_pair(cls, pair: Pair) -> Any:
        """A pair's, the newest first."""
        return cls.select().where(cls.pair == pair).order_by(cls.starts_at.desc(), cls.id.desc())

    @classmethod
    def with_id_in(cls, pair: Pair, meeting_id: int) -> Meeting | None:
        """One of a pair's, which is then loaded with it."""
        found = cls.get_or_none((cls.id == meeting_id) & (cls.pair == pair))
        if found:
            found.pair = pair
        return cast("Meeting | None", found)


class MeetingTime(Row):
    """A time that was proposed for a meeting."""

    id = IdField()
    meeting = ForeignKeyField(Meeting, on_delete="CASCADE", index=False, backref="times")
    starts_at = UtcDateTimeField()

    class Meta:
        indexes = ((("meeting", "starts_at"), True),)


class CalendarFeed(Row):
    """A member's private calendar address. Only the hash of its token is kept; a new one ends the old."""

    member = ForeignKeyField(Member, primary_key=True, on_delete="CASCADE", backref="+")
    token_hash = CharField(max_length=64, unique=True)
    shows_where = BooleanField(default=False)  # whether it tells the link or place to the calendar that fetches it
    created_at = UtcDateTimeField(default=now)
    fetched_at = UtcDateTimeField(null=True)
