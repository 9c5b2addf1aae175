from __future__ import annotations

from peewee import CharField, ForeignKeyField, IntegerField

from db.clock import now
from db.models.base import BytesField, IdField, Row, UtcDateTimeField
from db.models.member import Member
from db.models.notification import Notification


class Dispatch(Row):
    """The outbox: something that is to leave by mail or push, written in the transaction that is its cause.

    It tells of a notification, which is put into words when it leaves, or carries a sealed letter of its own. Whoever
    sends it claims it first, for a while: what a killed process had claimed is taken up again when that is over.
    """

    id = IdField()
    uid = CharField(max_length=32, unique=True)  # in the Message-ID, by which copies are told
    key = CharField(max_length=120, null=True, unique=True)  # what there may be one of
    medium = CharField(max_length=4)  # mail | push
    topic = CharField(max_length=20, default="")  # of the choices; "" for what cannot be turned off
    member = ForeignKeyField(Member, null=True, on_delete="CASCADE", backref="+")  # who gets it
    about = ForeignKeyField(Member, null=True, on_delete="CASCADE", backref="+")  # a block with them withdraws it
    notification = ForeignKeyField(Notification, null=True, on_delete="CASCADE", backref="+")
    letter = BytesField(null=True)  # sealed
    state = CharField(max_length=10, default="waiting")  # waiting | held | sent | failed | withdrawn
    held_for = CharField(max_length=8, default="")  # daily | weekly: the digest that it waits for
    due_at = UtcDateTimeField(default=now)
    claimed_until = UtcDateTimeField(null=True)
    attempts = IntegerField(default=0)
    fault = CharField(max_length=80, default="")  # the last one's kind: never an address, never words
    created_at = UtcDateTimeField(default=now)
    sent_at = UtcDateTimeField(null=True)
    digest = ForeignKeyField("self", null=True, on_delete="SET NULL", backref="+")  # in which a held one has left

    class Meta:
        indexes = ((("state", "due_at"), False), (("member", "state"), False))
