from __future__ import annotations

from peewee import CharField, ForeignKeyField

from db.clock import now
from db.models.base import IdField, Row, UtcDateTimeField
from db.models.group import Group
from db.models.member import Member
from db.models.report import Report


class Suspension(Row):
    """That a member is kept out of a group for a while, because of a case."""

    id = IdField()
    group = ForeignKeyField(Group, on_delete="CASCADE", index=False, backref="+")
    member = ForeignKeyField(Member, on_delete="CASCADE", backref="suspensions")
    report = ForeignKeyField(Report, null=True, on_delete="SET NULL", backref="+")
    until = UtcDateTimeField(null=True)  # None: until the case is closed
    made_by = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
    created_at = UtcDateTimeField(default=now)
    lifted_at = UtcDateTimeField(null=True)

    class Meta:
        indexes = ((("group", "member"), False),)

    @classmethod
    def standing_of(cls, report: Report) -> Suspension | None:
        """What keeps somebody out now because of a report."""
        found: Suspension | None = cls.get_or_none((cls.report == report) & cls.lifted_at.is_null())
        return found


class Ban(Row):
    """That somebody may not use this instance. Their address is kept as a hash, so that they cannot sign up anew."""

    id = IdField()
    member = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
    email_hash = CharField(max_length=64, unique=True)
    report = ForeignKeyField(Report, null=True, on_delete="SET NULL", backref="+")
    made_by = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
    created_at = UtcDateTimeField(default=now)
