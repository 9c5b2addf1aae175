from __future__ import annotations

from peewee import CharField, DateField, ForeignKeyField, IntegerField, TextField

from db.clock import now
from db.models.base import BytesField, IdField, Row, UtcDateTimeField
from db.models.member import Member
from db.models.pair import Pair
from db.models.program import Program


class Thanks(Row):
    """What one of a pair thanks the other for at the end, sealed, for the two; one each, which can be changed."""

    id = IdField()
    uid = CharField(max_length=32)
    pair = ForeignKeyField(Pair, on_delete="CASCADE", index=False, backref="+")
    author = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
    body = BytesField(null=True)
    created_at = UtcDateTimeField(default=now)

    class Meta:
        indexes = ((("pair", "author"), True),)


class Testimonial(Row):
    """Words of thanks that both agreed to show to their group. Either takes them back at any time, and they go."""

    id = IdField()
    thanks = ForeignKeyField(Thanks, unique=True, on_delete="CASCADE", backref="+")
    program = ForeignKeyField(Program, on_delete="CASCADE", backref="+")
    body = TextField(default="")  # only once both have agreed
    asked_by = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
    agreed_at = UtcDateTimeField(null=True)
    created_at = UtcDateTimeField(default=now)


class ClosingAnswer(Row):
    """One's answers to the short closing survey: numbers, a choice, and words for the admin, sealed."""

    id = IdField()
    pair = ForeignKeyField(Pair, on_delete="CASCADE", index=False, backref="+")
    member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
    goal = IntegerField(null=True)  # 1 to 5: how far the goal was reached
    worth = IntegerField(null=True)  # 1 to 5: whether it was worth the time
    recommend = IntegerField(null=True)  # 0 to 10
    choice = CharField(max_length=8, default="")  # again | mentor | done
    words = BytesField(null=True)
    created_at = UtcDateTimeField(default=now)

    class Meta:
        indexes = ((("pair", "member"), True),)


class Renewal(Row):
    """That a pair goes on for some weeks more, once both want it."""

    id = IdField()
    pair = ForeignKeyField(Pair, on_delete="CASCADE", backref="+")
    asked_by = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
    weeks = IntegerField()
    until = DateField(null=True)  # once agreed; the last day, UTC
    created_at = UtcDateTimeField(default=now)
    agreed_at = UtcDateTimeField(null=True)
    declined_at = UtcDateTimeField(null=True)
