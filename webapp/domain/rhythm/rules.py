"""Which kind is due when, to one of a pair: the rules that this package's docstring says, a function a kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from db.models import Program, Rhythm
from webapp.domain import progress
from webapp.domain.facts import PairFacts, Side
from webapp.domain.rhythm.moments import day_of

SETTLING = timedelta(days=5)  # before anybody is asked how it goes
CHECK_IN_FOR = timedelta(days=2)  # after its day
HEARD_FOR = timedelta(days=3)
FIRST_MESSAGE_FOR = timedelta(days=7)
PULSE_FOR = timedelta(days=7)
WARNING = timedelta(days=7)  # between asking whether to close, the last warning, and the end
SIDES = ("mentor", "mentee")
ASK, LAST = "ask", "last"  # the two stages of closing


@dataclass(frozen=True, slots=True)
class Course:
    """What of a program says when its steps open."""

    program: Program
    starts_on: date | None
    cadence_days: int
    rhythm: Rhythm

    @property
    def program_id(self) -> int:
        """Its id."""
        return int(self.program.id)


@dataclass(frozen=True, slots=True)
class Walk:
    """A pair as the rules see it. `begun` and `sign` are what the package's docstring says; `here` is (number, id)."""

    facts: PairFacts
    course: Course
    begun: datetime
    sign: datetime
    here: tuple[int, int] | None = None
    has_heard: bool = False
    meets: bool = False  # a meeting is agreed upon that is still to come
    to_close: frozenset[int] = frozenset()  # who of the two has said so in this silence

    @property
    def silence(self) -> str:
        """The present silence, as its occasions name it."""
        return self.sign.date().isoformat()


@dataclass(frozen=True, slots=True)
class View:
    """A pair as one of the two has it at a moment, with what they were told on which day, by kind and occasion."""

    walk: Walk
    side: Side
    at: datetime
    told: Mapping[tuple[str, str], date]
    today: date  # their own
    introduced_on: date
    begun_on: date
    sign_on: date

    @classmethod
    def of(cls, walk: Walk, side: Side, at: datetime, told: Mapping[tuple[str, str], date]) -> View:
        """How one of the two has it; what falls on which day of theirs is worked out once."""
        moments = (at, walk.facts.introduced_at, walk.begun, walk.sign)
        return cls(walk, side, at, told, *(day_of(moment, side.zone) for moment in moments))

    @property
    def rhythm(self) -> Rhythm:
        """The program's."""
        return self.walk.course.rhythm

    @property
    def role(self) -> str:
        """`mentor` or `mentee`."""
        return "mentor" if self.side.member_id == self.walk.facts.mentor.member_id else "mentee"

    @property
    def partner(self) -> Side:
        """The other."""
        facts = self.walk.facts
        return facts.mentee if self.role == "mentor" else facts.mentor

    def day(self, moment: datetime) -> date:
        """The day of theirs on which a moment falls."""
        return day_of(moment, self.side.zone)

    @property
    def silent_days(self) -> int:
        """For how many days there has been no sign of life."""
        return (self.today - self.sign_on).days

    @property
    def is_unwritten(self) -> bool:
        """Whether neither has written, nor has the mentor heard from the mentee elsewhere."""
        facts = self.walk.facts
        return not (facts.mentor.first_message_at or facts.mentee.first_message_at or self.walk.has_heard)

    @property
    def is_unheard(self) -> bool:
        """Whether the mentor has not heard from the mentee, here or elsewhere."""
        return not (self.walk.facts.mentee.first_message_at or self.walk.has_heard)

    def is_silence(self, occasion: str) -> bool:
        """Whether an occasion is one of the present silence."""
        return occasion.partition("/")[0] == self.walk.silence

    def has_checked_in(self, day: date) -> bool:
        """Whether they have, for the week of a day or a later one."""
        newest = self.side.last_check_in
        return newest is not None and newest >= progress.monday(day)

    def has_settled(self, day: date) -> bool:
        """Whether the two had begun long enough before a day to be asked how it goes."""
        return day - self.begun_on >= SETTLING


Rule = Callable[[View], str | None]  # the occasion that is due


def _last_warning(view: View) -> str | None:
    walk = view.walk
    asked = view.told.get(("closing", f"{walk.silence}/{ASK}"))
    if asked is None or not may_ask_to_close(view) or view.side.member_id in walk.to_close:
        return None
    return f"{walk.silence}/{LAST}" if view.today - asked >= WARNING else None


def _closing(view: View) -> str | None:
    if not may_ask_to_close(view):
        return None
    nudged = [view.told.get(("silent", f"{view.walk.silence}/{days}")) for days in view.rhythm.silent_days]
    is_expected = not nudged or any(day is not None and view.today - day >= WARNING for day in nudged)
    return f"{view.walk.silence}/{ASK}" if is_expected else None


def may_ask_to_close(view: View) -> bool:
    """Whether the pair has been silent for so long that it may be asked."""
    after = view.rhythm.closing_days
    return bool(after and view.silent_days >= after and not view.walk.meets)


def _first_message(view: View) -> str | None:
    after = view.rhythm.first_hours
    if not after or not view.is_unwritten:
        return None
    due = view.walk.begun + timedelta(hours=after)
    return "first" if due <= view.at < due + FIRST_MESSAGE_FOR else None


def _silent(view: View) -> str | None:
    reached = [days for days in view.rhythm.silent_days if days <= view.silent_days]
    return f"{view.walk.silence}/{max(reached)}" if reached and not view.walk.meets else None


def _heard(view: View) -> str | None:
    after = view.rhythm.heard_days
    if not after or view.role != "mentor" or not view.is_unheard:
        return None
    due = view.begun_on + timedelta(days=after)
    return "first" if due <= view.today < due + HEARD_FOR else None


def _check_in(view: View) -> str | None:
    asked_on = view.today - timedelta(days=(view.today.weekday() - view.rhythm.weekday) % 7)
    if view.today - asked_on > CHECK_IN_FOR or view.has_checked_in(asked_on) or not view.has_settled(asked_on):
        return None
    return asked_on.isoformat()


def _pulse(view: View) -> str | None:
    every = view.rhythm.pulse_days
    if not every or not view.has_settled(view.today):
        return None
    given = [day for day, _score in view.side.pulses]
    since = max([view.introduced_on, *given])
    due = since + timedelta(days=(view.today - since).days // every * every)
    return due.isoformat() if since < due and view.today - due < PULSE_FOR else None


def _step_opened(view: View) -> str | None:
    if view.walk.here is None:
        return None
    (number, step_id), course = view.walk.here, view.walk.course
    start = max(view.introduced_on, course.starts_on or view.introduced_on)
    if number == 1 and start == view.introduced_on:
        return None
    opens = start + timedelta(days=course.cadence_days * (number - 1))
    done = view.walk.facts.last_completed_at
    if done is not None:
        opens = max(opens, view.day(done) + timedelta(days=1))
    return str(step_id) if opens <= view.today else None


# In the order in which they outrank one another.
RULES: tuple[tuple[str, Rule], ...] = (
    ("closing_last", _last_warning),
    ("closing", _closing),
    ("first_message", _first_message),
    ("silent", _silent),
    ("heard", _heard),
    ("check_in", _check_in),
    ("pulse", _pulse),
    ("step_opened", _step_opened),
)
SLOTS = tuple(slot for slot, _rule in RULES)  # by rank; the two stages of closing are one kind with words of their own
KIND_OF = {slot: slot.removesuffix("_last") for slot in SLOTS}
KINDS = tuple(dict.fromkeys(KIND_OF.values()))


def due(view: View) -> tuple[int, str, str] | None:
    """The weightiest that is due to this one of the two and was not told: (rank, kind, occasion)."""
    for rank, (slot, rule) in enumerate(RULES):
        occasion = rule(view)
        if occasion is not None and (KIND_OF[slot], occasion) not in view.told:
            return rank, KIND_OF[slot], occasion
    return None


def is_ready_to_close(view: View) -> bool:
    """Whether this one of the two has said "close" in this silence, or was warned for the last time a week ago."""
    if not may_ask_to_close(view):
        return False
    warned = view.told.get(("closing", f"{view.walk.silence}/{LAST}"))
    return view.side.member_id in view.walk.to_close or (warned is not None and view.today - warned >= WARNING)
