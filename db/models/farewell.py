from __future__ import annotations

from typing import Any

from peewee import CharField, ForeignKeyField, IntegerField, fn

from db.clock import now
from db.database import locked
from db.models.base import BytesField, IdField, Row, UtcDateTimeField
from db.models.member import Member
from db.models.suspension import Ban


class Export(Row):
    """Everything of a member's, asked for, made by a job and fetched once. The archive is sealed while it waits."""

    id = IdField()
    member = ForeignKeyField(Member, on_delete="CASCADE", backref="exports")
    state = CharField(max_length=8, default="asked")  # asked | ready | fetched | expired | failed
    archive = BytesField(null=True)
    size = IntegerField(default=0)  # bytes of the archive before it was sealed
    asked_at = UtcDateTimeField(default=now)
    ready_at = UtcDateTimeField(null=True)
    expires_at = UtcDateTimeField(null=True)
    fetched_at = UtcDateTimeField(null=True)

    @classmethod
    def of(cls, member: Member) -> Any:
        """A member's exports without their archives, newest first."""
        return cls.of_all().where(cls.member == member).order_by(cls.id.desc())

    @classmethod
    def of_all(cls) -> Any:
        """Everybody's, without the archives."""
        return cls.select(*(field for field in cls._meta.sorted_fields if field.name != "archive"))

    @classmethod
    def locked(cls, export_id: int) -> Export | None:
        """The row, held until the transaction ends. Must be called inside `writing()`."""
        row: Export | None = locked(cls.select().where(cls.id == export_id)).first()
        return row

    @property
    def can_be_fetched(self) -> bool:
        """Whether the archive is there and its time is not over."""
        return bool(self.state == "ready" and self.expires_at > now())


class Deletion(Row):
    """That a member wants their account deleted, and when that is due unless they change their mind."""

    member = ForeignKeyField(Member, primary_key=True, on_delete="CASCADE", backref="+")
    asked_at = UtcDateTimeField(default=now)
    due_at = UtcDateTimeField(index=True)

    @classmethod
    def of(cls, member: Member | int) -> Deletion | None:
        """What a member has asked for, if it can still be taken back; nothing of somebody who was banned meanwhile."""
        is_banned = Ban.select().where(Ban.member == cls.member)
        query = cls.select().where((cls.member == member) & (cls.due_at > now()) & ~fn.EXISTS(is_banned))
        found: Deletion | None = query.first()
        return found

    @classmethod
    def locked(cls, member_id: int) -> Deletion | None:
        """A member's row, held until the transaction ends. Must be called inside `writing()`."""
        row: Deletion | None = locked(cls.select().where(cls.member == member_id)).first()
        return row

    @classmethod
    def due(cls) -> list[int]:
        """The ids of the members whose time to change their mind is over, who asked first in front."""
        rows = cls.select(cls.member).where(cls.due_at <= now()).order_by(cls.due_at)
        return [member_id for (member_id,) in rows.tuples()]
