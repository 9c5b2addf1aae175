from __future__ import annotations

from peewee import CharField, IntegerField, JSONField

from db.clock import now
from db.models.base import IdField, Row, UtcDateTimeField


class AuditEntry(Row):
    """Who did what when to which object, never a word of anybody's. Each entry's digest is over it and the one before.

    Ids are plain numbers and no references, so that an entry stays as it was whatever becomes of what it names.
    """

    id = IdField()
    position = IntegerField(unique=True)  # 1, 2, 3, … without a hole
    at = UtcDateTimeField(default=now)
    action = CharField(max_length=60)
    actor_id = IntegerField(null=True)  # a member; None: the program itself
    group_id = IntegerField(null=True)
    object_kind = CharField(max_length=20)
    object_id = IntegerField(null=True)
    details = JSONField(default=dict)  # numbers and names of states
    previous = CharField(max_length=64)
    digest = CharField(max_length=64)

    class Meta:
        indexes = ((("group_id", "position"), False), (("actor_id", "position"), False))
