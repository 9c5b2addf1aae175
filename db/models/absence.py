from __future__ import annotations

from peewee import CharField, DateField, ForeignKeyField

from db.clock import now
from db.models.base import IdField, Row, UtcDateTimeField
from db.models.member import Member
from db.models.pair import Pair


class Absence(Row):
    """That a member is away, from a day to a day, both included, by their own clock."""

    id = IdField()
    member = ForeignKeyField(Member, on_delete="CASCADE", index=False, backref="+")
    begins_on = DateField()
    until = DateField()
    created_at = UtcDateTimeField(default=now)
    told_at = UtcDateTimeField(null=True)  # when the partners were told that it has begun
    ended_at = UtcDateTimeField(null=True)  # taken back, or over and the partners were told

    class Meta:
        indexes = ((("member", "until"), False), (("ended_at", "until"), False))

    @classmethod
    def of_member(cls, member: Member, absence_id: int) -> Absence | None:
        """One of a member's own."""
        found: Absence | None = cls.get_or_none((cls.id == absence_id) & (cls.member == member))
        return found


class StandIn(Row):
    """Somebody who may take a mentor's place while they are away: a pair of its own, with a conversation of its own."""

    id = IdField()
    absence = ForeignKeyField(Absence, on_delete="CASCADE", index=False, backref="+")
    pair = ForeignKeyField(Pair, on_delete="CASCADE", backref="+")  # whose mentor is away
    member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")  # who would stand in
    offered_by = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
    state = CharField(max_length=10, default="offered")  # offered | asked (the mentee) | accepted | declined | over
    stand_in_pair = ForeignKeyField(Pair, null=True, on_delete="SET NULL", backref="+")
    created_at = UtcDateTimeField(default=now)
    answered_at = UtcDateTimeField(null=True)

    class Meta:
        indexes = ((("absence", "pair", "member"), True),)

    @classmethod
    def asked_of(cls, member: Member, stand_in_id: int) -> StandIn | None:
        """One that a member was asked to be, or whose yes as the mentee is or was wanted."""
        query = cls.select(cls, Absence, Pair).join(Absence).switch(cls).join(Pair, on=(cls.pair == Pair.id))
        as_mentee = (Pair.mentee == member) & cls.state.in_(("asked", "accepted", "declined", "over"))
        found: StandIn | None = query.where((cls.id == stand_in_id) & ((cls.member == member) | as_mentee)).first()
        return found

    @classmethod
    def of_pair(cls, pair: Pair, stand_in_id: int) -> StandIn | None:
        """One that was asked for a pair."""
        found: StandIn | None = cls.get_or_none((cls.id == stand_in_id) & (cls.pair == pair))
        return found
