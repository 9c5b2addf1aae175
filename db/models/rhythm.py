from __future__ import annotations

from typing import Any

from peewee import BooleanField, CharField, DateField, ForeignKeyField, IntegerField, JSONField

from db.clock import now
from db.models.base import IdField, Row, UtcDateTimeField
from db.models.member import Member
from db.models.notification import Notification
from db.models.pair import Pair
from db.models.program import Program

SILENT_DAYS = (7, 14, 21)
SETTINGS = (
    *("is_on", "weekday", "hour", "quiet_from", "quiet_to", "heard_days", "first_hours", "never_started_days"),
    *("silent_days", "closing_days", "pulse_days", "words"),
)


class Rhythm(Row):
    """A program's weekly rhythm where its admin has changed it; without a row the defaults count.

    Hours and days are each member's own. `words` has an admin's words by kind of nudge, in the program's language.
    """

    program = ForeignKeyField(Program, primary_key=True, on_delete="CASCADE", backref="+")
    is_on = BooleanField(default=True)
    weekday = IntegerField(default=3)  # the check-in day: Thursday
    hour = IntegerField(default=9)
    quiet_from = IntegerField(default=21)
    quiet_to = IntegerField(default=8)
    heard_days = IntegerField(default=2)  # "have you heard from your mentee?"
    first_hours = IntegerField(default=72)
    never_started_days = IntegerField(default=7)
    silent_days = JSONField(default=lambda: list(SILENT_DAYS))
    closing_days = IntegerField(default=28)
    pulse_days = IntegerField(default=30)
    words = JSONField(default=dict)
    changed_at = UtcDateTimeField(default=now)
    changed_by = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")

    @classmethod
    def of(cls, program: Program | int) -> Rhythm:
        """The program's, or the defaults (not saved)."""
        program_id = getattr(program, "id", program)
        found: Rhythm | None = cls.get_or_none(cls.program == program_id)
        return found or cls(program=program_id)

    @classmethod
    def keep(cls, program: Program | int, **columns: Any) -> None:
        """Write what an admin has set."""
        columns = {**columns, "changed_at": now()}
        fresh = {getattr(cls, column): value for column, value in columns.items()}
        cls.insert(program=program, **columns).on_conflict(conflict_target=[cls.program], update=fresh).execute()

    @classmethod
    def carry_over(cls, source: Program, target: Program) -> None:
        """Let a new program have the rhythm of another one, days, hours and words."""
        found: Rhythm | None = cls.get_or_none(cls.program == source)
        if found:
            cls.keep(target, **{column: getattr(found, column) for column in SETTINGS})


class Nudge(Row):
    """What a member was nudged with on one day of their own: one a day at most, which the database holds."""

    id = IdField()
    member = ForeignKeyField(Member, on_delete="CASCADE", index=False, backref="+")
    on_day = DateField()  # the member's own
    notification = ForeignKeyField(Notification, null=True, on_delete="SET NULL", backref="+")
    created_at = UtcDateTimeField(default=now)

    class Meta:
        indexes = ((("member", "on_day"), True),)


class NudgeItem(Row):
    """A matter of a nudge: one pair, one kind, one occasion (a step, a week, a silence), told to a member once."""

    id = IdField()
    nudge = ForeignKeyField(Nudge, on_delete="CASCADE", backref="items")
    pair = ForeignKeyField(Pair, on_delete="CASCADE", index=False, backref="+")
    member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
    kind = CharField(max_length=20)
    occasion = CharField(max_length=40)
    created_at = UtcDateTimeField(default=now)

    class Meta:
        indexes = ((("pair", "member", "kind", "occasion"), True),)


class FreshStart(Row):
    """From when a pair's silence counts anew, where no message, step or meeting says so.

    `why` is `resumed` (after a pause or a suspension), `heard` (the mentor has, elsewhere) or `kept` (asked whether to
    close, one of the two wants to go on).
    """

    id = IdField()
    pair = ForeignKeyField(Pair, on_delete="CASCADE", index=False, backref="+")
    why = CharField(max_length=10)
    at = UtcDateTimeField(default=now)

    class Meta:
        indexes = ((("pair", "why"), True),)

    @classmethod
    def note(cls, pair_id: int, why: str) -> None:
        """Note it, as of now, in the transaction that is its cause."""
        same = [cls.pair, cls.why]
        cls.insert(pair=pair_id, why=why, at=now()).on_conflict(conflict_target=same, update={cls.at: now()}).execute()


class Tap(Row):
    """That a signed link of a mail or push was used; all answers to one question share one key."""

    id = IdField()
    key = CharField(max_length=64, unique=True)  # the hash of what the link asks, without the answer
    member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
    pair = ForeignKeyField(Pair, null=True, on_delete="CASCADE", backref="+")
    kind = CharField(max_length=20)
    answer = CharField(max_length=20)
    used_at = UtcDateTimeField(default=now)


class Pulse(Row):
    """One number, 1 to 10, of how the mentorship goes, for one period; the admin sees what follows from it."""

    id = IdField()
    pair = ForeignKeyField(Pair, on_delete="CASCADE", index=False, backref="+")
    member = ForeignKeyField(Member, on_delete="CASCADE", backref="+")
    period = DateField()  # the day on which it was asked, the member's own
    score = IntegerField()
    created_at = UtcDateTimeField(default=now)

    class Meta:
        indexes = ((("pair", "member", "period"), True),)


class PairWeek(Row):
    """How many messages each of a pair sent in a week (from its Monday, UTC), counted now and then: never which."""

    id = IdField()
    program = ForeignKeyField(Program, on_delete="CASCADE", index=False, backref="+")
    pair = ForeignKeyField(Pair, on_delete="CASCADE", index=False, backref="+")
    week_of = DateField()
    mentor_messages = IntegerField(default=0)
    mentee_messages = IntegerField(default=0)

    class Meta:
        indexes = ((("pair", "week_of"), True), (("program", "week_of"), False))


class PairTally(Row):
    """How far a pair's messages have been counted (a seq), how many each of the two has sent, and when the first was.

    `of_mentor` and `of_mentee` are what PairWeek has of all weeks together.
    """

    pair = ForeignKeyField(Pair, primary_key=True, on_delete="CASCADE", backref="+")
    program = ForeignKeyField(Program, on_delete="CASCADE", backref="+")
    seq = IntegerField(default=0)
    of_mentor = IntegerField(default=0)
    of_mentee = IntegerField(default=0)
    first_at = UtcDateTimeField(null=True)
