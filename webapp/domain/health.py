"""How a pair fares, by a few plain rules over its facts: the same that `/programs/<id>/health-rules` says in words.

A rule looks at when and how often, never at words. What is private to one of the two (`IS_PRIVATE`: a pulse, how they
fit) is taken out of the facts before a partner's eyes reckon with them (`PairFacts.seen_by`), so that neither a signal
nor a level tells it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from db.models import Rhythm
from webapp.domain.facts import PairFacts, Side

LEVELS = ("good", "watch", "help")  # ever worse
LOW = 4  # a pulse of so much or less
SWING = 3  # points that it falls at once
GAP = 4  # points between the two
BEHIND = 3  # steps
LOOKED_AT = 2  # of the rhythm's silences, before one calls for help
WEEK = timedelta(days=7)
FRESH_PERIODS = 2  # a pulse older than so many periods says nothing any more


@dataclass(frozen=True, slots=True)
class Signal:
    """What a rule has found. `role` is whom of the two it is about, "" for both, or where nobody is to be told."""

    name: str
    level: str
    since: datetime
    days: int = 0  # the number of days that its words name
    role: str = ""
    count: int = 0  # the steps that its words name


@dataclass(frozen=True, slots=True)
class Health:
    """A pair's level, the worst of its signals', which come worst first. `suggestion` is the first one's name."""

    level: str
    signals: tuple[Signal, ...] = ()

    @property
    def suggestion(self) -> str:
        """The rule whose next thing is suggested; "" where nothing is to be done."""
        return next((signal.name for signal in self.signals if signal.level != "good"), "")

    @property
    def since(self) -> datetime | None:
        """Since when it has been as bad as it is."""
        return min((signal.since for signal in self.signals if signal.level == self.level), default=None)

    def has(self, name: str) -> bool:
        """Whether a rule has found something."""
        return any(signal.name == name for signal in self.signals)


WELL = Health("good")  # of most pairs


@dataclass(frozen=True, slots=True)
class Pace:
    """What a program's rhythm means for all of its pairs: which rules it has, and its numbers of days."""

    rules: tuple[Rule, ...]
    silences: tuple[int, ...]
    never_started_days: int
    pulse_days: int

    @classmethod
    def of(cls, rhythm: Rhythm) -> Pace:
        """Worked out once, since a program has some thousand pairs."""
        rules = tuple(rule for rule in RULES if rule.is_on(rhythm))
        return cls(rules, silences(rhythm), rhythm.never_started_days, rhythm.pulse_days)


@dataclass(frozen=True, slots=True)
class Case:
    """What a rule looks at."""

    facts: PairFacts
    pace: Pace
    at: datetime

    def is_over(self, since: datetime, days: int) -> bool:
        """Whether so many days have passed since a moment."""
        return bool(days) and self.at - since >= timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its name (words are in `webapp/health_words.py`), the worst level that it gives, and when it holds.

    `is_private`: it comes of what one of the two answered; the partner is never told. `is_explained`: somebody who is
    away explains it, which lowers its level by one. `needs` is the number of the program's rhythm without which there
    is no such rule.
    """

    name: str
    level: str
    when: Callable[[Case], Signal | None]
    is_private: bool = False
    is_explained: bool = False
    needs: str = ""

    def is_on(self, rhythm: Rhythm) -> bool:
        """Whether a program has it."""
        return not self.needs or bool(getattr(rhythm, self.needs))


def _never_started(case: Case) -> Signal | None:
    facts = case.facts
    since = _or_anew(case, facts.introduced_at)
    if _has_begun(facts) or not case.is_over(since, case.pace.never_started_days):
        return None
    return Signal("never_started", "help", facts.introduced_at, (case.at - facts.introduced_at).days)


def _unanswered(case: Case) -> Signal | None:
    """One has written and the other never has."""
    for role, silent, other in _both_ways(case.facts):
        is_waiting = silent.first_message_at is None and other.first_message_at is not None
        if (
            is_waiting
            and other.first_message_at
            and case.is_over(_or_anew(case, other.first_message_at), case.pace.never_started_days)
        ):
            days = (case.at - other.first_message_at).days
            return Signal("unanswered", "help", other.first_message_at, days, role)
    return None


def _one_sided(case: Case) -> Signal | None:
    """One has gone on writing for a week after the other stopped."""
    for role, silent, other in _both_ways(case.facts):
        if silent.last_message_at is None or other.last_message_at is None:
            continue
        went_on = other.last_message_at - silent.last_message_at >= WEEK
        if went_on and case.is_over(_or_anew(case, silent.last_message_at), WEEK.days):
            days = (case.at - silent.last_message_at).days
            return Signal("one_sided", "watch", silent.last_message_at, days, role)
    return None


def _silent(case: Case) -> Signal | None:
    """The first of the rhythm's silences are worth a look; after that a word helps."""
    since, facts = case.facts.last_sign_at, case.facts
    if since is None or not _has_begun(facts) or _unanswered(case):
        return None
    reached = [days for days in case.pace.silences if case.is_over(since, days)]
    if not reached:
        return None
    return Signal("silent", "help" if len(reached) > LOOKED_AT else "watch", since, (case.at - since).days)


def _behind(case: Case) -> Signal | None:
    """Behind the program's own pace, counted from the introduction, or from its start if that is later."""
    facts = case.facts
    begun, pace = facts.introduced_at, timedelta(days=facts.step_days)
    if facts.starts_on:
        begun = max(begun, datetime.combine(facts.starts_on, time(), UTC))
    behind = min((case.at - begun) // pace, facts.steps) - facts.steps_done
    if not _has_begun(facts) or behind < BEHIND:
        return None
    since = begun + pace * (facts.steps_done + BEHIND)
    return Signal("behind", "watch", since, count=behind)


def _low_pulse(case: Case) -> Signal | None:
    low = [_asked(case, side) for side in case.facts.sides if _is_fresh(case, side) and side.pulses[0][1] <= LOW]
    return Signal("low_pulse", "help", min(low)) if low else None


def _swing(case: Case) -> Signal | None:
    fell = [
        _asked(case, side)
        for side in case.facts.sides
        if len(side.pulses) > 1 and _is_fresh(case, side) and side.pulses[1][1] - side.pulses[0][1] >= SWING
    ]
    return Signal("swing", "watch", min(fell)) if fell else None


def _gap(case: Case) -> Signal | None:
    one, other = case.facts.sides
    if not (_is_fresh(case, one) and _is_fresh(case, other)):
        return None
    is_wide = abs(one.pulses[0][1] - other.pulses[0][1]) >= GAP
    return Signal("gap", "watch", max(_asked(case, one), _asked(case, other))) if is_wide else None


def _not_a_fit(case: Case) -> Signal | None:
    said = [side.fit_at for side in case.facts.sides if side.fit == "not_a_fit" and side.fit_at]
    return Signal("not_a_fit", "help", min(said)) if said else None


def _away(case: Case) -> Signal | None:
    gone = [role for role in ("mentor", "mentee") if getattr(case.facts, role).is_away]
    return Signal("away", "good", case.at, role=gone[0] if len(gone) == 1 else "") if gone else None


# In the order in which they are told where they weigh the same.
RULES: tuple[Rule, ...] = (
    Rule("not_a_fit", "help", _not_a_fit, is_private=True),
    Rule("low_pulse", "help", _low_pulse, is_private=True, needs="pulse_days"),
    Rule("never_started", "help", _never_started, is_explained=True, needs="never_started_days"),
    Rule("unanswered", "help", _unanswered, is_explained=True, needs="never_started_days"),
    Rule("silent", "help", _silent, is_explained=True, needs="silent_days"),
    Rule("gap", "watch", _gap, is_private=True, needs="pulse_days"),
    Rule("swing", "watch", _swing, is_private=True, needs="pulse_days"),
    Rule("one_sided", "watch", _one_sided, is_explained=True),
    Rule("behind", "watch", _behind, is_explained=True),
    Rule("away", "good", _away),
)
NAMES = tuple(rule.name for rule in RULES)


def of(facts: PairFacts, rhythm: Rhythm, at: datetime) -> Health:
    """How an open pair fares. A pair on a break has no rhythm to keep: only what the two answered counts.

    For one of the two, give it `facts.seen_by` them.
    """
    return at_pace(facts, Pace.of(rhythm), at)


def at_pace(facts: PairFacts, pace: Pace, at: datetime) -> Health:
    """The same, for one of many pairs."""
    case = Case(facts, pace, at)
    is_away = facts.mentor.is_away or facts.mentee.is_away
    found = []
    for rule in pace.rules:
        signal = rule.when(case) if facts.state == "active" or rule.is_private else None
        if signal:
            found.append(_lowered(signal) if is_away and rule.is_explained else signal)
    if not found:
        return WELL
    found.sort(key=lambda signal: -LEVELS.index(signal.level))
    return Health(found[0].level, tuple(found))


def silences(rhythm: Rhythm) -> tuple[int, ...]:
    """After how many silent days the rhythm does something, closing last."""
    return tuple(sorted({*rhythm.silent_days, *([rhythm.closing_days] if rhythm.closing_days else [])}))


def is_worse(level: str, than: str) -> bool:
    """Whether one level is worse than another; an unknown one is as good as "good"."""
    return _place(level) > _place(than)


def _place(level: str) -> int:
    return LEVELS.index(level) if level in LEVELS else 0


def _lowered(signal: Signal) -> Signal:
    return replace(signal, level=LEVELS[max(_place(signal.level) - 1, 0)])


def _has_begun(facts: PairFacts) -> bool:
    """Whether either has written, or they have done something together."""
    return bool(facts.mentor.first_message_at or facts.mentee.first_message_at or facts.steps_done)


def _or_anew(case: Case, since: datetime) -> datetime:
    """Since when a silence counts: from its beginning, or from when the pair began anew, if that is later."""
    return max(since, case.facts.began_anew_at or since)


def _both_ways(facts: PairFacts) -> tuple[tuple[str, Side, Side], tuple[str, Side, Side]]:
    """Each role with who has it, and the other."""
    return ("mentor", facts.mentor, facts.mentee), ("mentee", facts.mentee, facts.mentor)


def _asked(case: Case, side: Side) -> datetime:
    """When the newest pulse was asked; there must be one."""
    return datetime.combine(side.pulses[0][0], time(), ZoneInfo(side.zone))


def _is_fresh(case: Case, side: Side) -> bool:
    return bool(side.pulses) and not case.is_over(_asked(case, side), FRESH_PERIODS * case.pace.pulse_days)
