from __future__ import annotations

from typing import Any

from peewee import BooleanField, CharField, DateField, ForeignKeyField, IntegerField, TextField, fn

from db.clock import now
from db.models.base import BytesField, IdField, Row, UtcDateTimeField
from db.models.block import Block
from db.models.member import Member
from db.models.membership import Membership
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

    @classmethod
    def of_pair(cls, pair: Pair) -> Any:
        """What the two have left for each other, at most one each."""
        return cls.select().where(cls.pair == pair).order_by(cls.id)


class Testimonial(Row):
    """Words of thanks that both agreed to show to their group. Either takes them back at any time, and they go.

    `ended_by` is who said no or took them back: only they can bring it up again.
    """

    id = IdField()
    thanks = ForeignKeyField(Thanks, unique=True, on_delete="CASCADE", backref="+")
    program = ForeignKeyField(Program, on_delete="CASCADE", backref="+")
    body = TextField(default="")  # only once both have agreed
    asked_by = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
    agreed_at = UtcDateTimeField(null=True)
    created_at = UtcDateTimeField(default=now)
    is_signed = BooleanField(default=False)  # with the author's first name
    is_public = BooleanField(default=False)  # to visitors at the group's door as well
    ended_by = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
    hidden_at = UtcDateTimeField(null=True)  # by an admin

    @property
    def stands(self) -> bool:
        """Whether both have agreed, and neither has taken it back."""
        return self.agreed_at is not None and self.ended_by_id is None

    @property
    def is_asked(self) -> bool:
        """Whether one waits for the other's answer."""
        return self.agreed_at is None and self.ended_by_id is None

    @classmethod
    def of_pair(cls, pair: Pair) -> dict[int, Testimonial]:
        """What became of a pair's thanks, by the id of the thanks."""
        rows = cls.select().where(cls.thanks.in_(Thanks.select(Thanks.id).where(Thanks.pair == pair)))
        return {row.thanks_id: row for row in rows}

    @classmethod
    def shown(cls) -> Any:
        """Those that stand, with thanks, pair, author and program, newest first: while both are in the group and
        neither has blocked the other."""
        query = cls.select(cls, Thanks, Pair, Member, Program).join(Thanks).join(Pair).switch(Thanks)
        query = query.join(Member, on=(Thanks.author == Member.id)).switch(cls).join(Program)
        query = query.where(cls.agreed_at.is_null(False) & cls.ended_by.is_null())
        for member in (Pair.mentor, Pair.mentee):
            query = query.where(_is_in(Program.group, member))
        return query.where(~fn.EXISTS(Block.between(Pair.mentor, Pair.mentee))).order_by(
            cls.agreed_at.desc(), cls.id.desc()
        )


def _is_in(group: Any, member: Any) -> Any:
    """The condition that a member is in a group now, with an account in use; both are columns."""
    place, person = Membership.alias(), Member.alias()
    there = (place.group == group) & (place.member == member) & (place.state == "active")
    rows = place.select(place.id).join(person, on=(place.member == person.id))
    return fn.EXISTS(rows.where(there & person.deactivated_at.is_null()))


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
    is_signed = BooleanField(default=False)  # the words, with their author's name

    class Meta:
        indexes = ((("pair", "member"), True),)

    @property
    def is_answered(self) -> bool:
        """Whether the survey was answered; else the row holds a choice alone."""
        return self.goal is not None

    @classmethod
    def by(cls, pair: Pair, member: Member) -> ClosingAnswer | None:
        """What one of a pair has answered."""
        found: ClosingAnswer | None = cls.get_or_none((cls.pair == pair) & (cls.member == member))
        return found

    @classmethod
    def in_program(cls, program: Program) -> Any:
        """The answers of a program's pairs, with pair and member, in the order in which they came."""
        query = cls.select(cls, Pair, Member).join(Pair).switch(cls).join(Member, on=(cls.member == Member.id))
        return query.where(Pair.program == program).order_by(cls.id)


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
    reminded_at = UtcDateTimeField(null=True)  # that its end is near

    @property
    def is_asked(self) -> bool:
        """Whether one waits for the other's answer."""
        return self.agreed_at is None and self.declined_at is None

    @classmethod
    def newest_of(cls, pair: Pair) -> Renewal | None:
        """What was proposed last."""
        found: Renewal | None = cls.select().where(cls.pair == pair).order_by(cls.id.desc()).first()
        return found
