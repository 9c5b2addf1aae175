"""What must come of a story, worked out from the rules as they are written, a pair and a day at a time.

It knows nothing of the program's tables, queries or clocks. Where it and the program differ, one of them is wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.simulation.story import STEPS, Couple, Event, Person, Story

HOUR, QUIET = 9, (21, 8)  # a program's defaults: nothing before nine, nothing after nine
CHECK_IN_WEEKDAY = 3
SILENT, CLOSING = (7, 14, 21), 28
PULSE, CADENCE = 30, 7
DIGEST_HOUR = 8
WEEK = timedelta(days=7)
RANKS = ("last", "closing", "first_message", "silent", "heard", "check_in", "pulse", "step_opened")


@dataclass(frozen=True)
class Nudge:
    """What a member must be told, at the first of the moments at which somebody looks."""

    email: str
    day: date  # their own
    kind: str
    matters: frozenset[tuple[int, str]]  # the pair's number and the occasion
    at: datetime


@dataclass
class Expected:
    """All that must come of a story."""

    nudges: list[Nudge] = field(default_factory=list)
    closings: dict[int, datetime] = field(default_factory=dict)  # by pair
    digests: set[tuple[str, date]] = field(default_factory=set)

    def mails(self) -> int:
        """How many nudges there are."""
        return len(self.nudges)


def foretell(story: Story) -> Expected:
    """Play a story through by the rules."""
    expected = Expected()
    for couples in _knots(story.couples):
        _Knot(couples).play(story.ticks(), expected)
    expected.digests = _digests(story, expected)
    return expected


def _knots(couples: Iterable[Couple]) -> Iterable[list[Couple]]:
    """Those who share a mentor, together: a mentor is told of all their mentees at once."""
    found: dict[str, list[Couple]] = defaultdict(list)
    for couple in couples:
        found[couple.mentor.email].append(couple)
    return found.values()


@dataclass
class _Pair:
    """How a pair stands after what has happened so far."""

    couple: Couple
    state: str = "active"
    is_blocked: bool = False
    resumed_at: datetime | None = None
    signs: list[datetime] = field(default_factory=list)  # messages, steps, "we keep going"
    wrote: set[str] = field(default_factory=set)
    steps: int = 0
    step_at: datetime | None = None
    checked_in: dict[str, date] = field(default_factory=dict)  # the Monday of the newest, by role
    absences: list[tuple[str, date, date]] = field(default_factory=list)
    told: dict[tuple[str, str, str], date] = field(default_factory=dict)  # by role, kind, occasion

    def happen(self, event: Event) -> None:
        """Let something happen."""
        if self.state == "ended":
            return
        local = self.couple.people[event.who].local(event.at).date()
        if event.what == "message":
            self.wrote.add(event.who)
        if event.what in ("message", "keep_going"):
            self.signs.append(event.at)
        elif event.what == "step" and self.steps < STEPS:
            self.steps, self.step_at = self.steps + 1, event.at
            self.signs.append(event.at)
        elif event.what == "check_in":
            self.checked_in[event.who] = local - timedelta(days=local.weekday())
        elif event.what == "pause" and self.state == "active":
            self.state = "paused"
        elif event.what == "resume" and self.state == "paused":
            self.state, self.resumed_at = "active", event.at
        elif event.what == "block":
            self.state = "ended"
        elif event.what == "away" and event.until is not None:
            self.absences.append((event.who, local + timedelta(days=1), event.until))

    def rests(self, at: datetime) -> bool:
        """Whether neither is told anything now."""
        return (
            self.state != "active" or at < self.couple.introduced_at or any(self._is_away(a, at) for a in self.absences)
        )

    def _is_away(self, absence: tuple[str, date, date], at: datetime) -> bool:
        who, begins, until = absence
        return begins <= self.couple.people[who].local(at).date() <= until

    def begun(self, at: datetime) -> datetime:
        """From when everything counts."""
        back = [_midnight(until + timedelta(days=1), self.couple.people[who]) for who, _begins, until in self.absences]
        moments = [self.couple.introduced_at, *(moment for moment in back if moment <= at)]
        return max([*moments, self.resumed_at] if self.resumed_at else moments)

    def sign(self, at: datetime) -> datetime:
        """The last sign of life."""
        return max([self.begun(at), *self.signs])

    def due(self, role: str, at: datetime) -> dict[str, str]:
        """What is due to one of the two now, by rank's name: the occasion."""
        if self.rests(at):
            return {}
        person = self.couple.people[role]
        rules = _Rules(self, role, person, at, person.local(at).date())
        found = {name: getattr(rules, name)() for name in RANKS}
        return {
            name: occasion
            for name, occasion in found.items()
            if occasion and (role, _kind(name), occasion) not in self.told
        }

    def is_over(self, at: datetime) -> bool:
        """Whether both were warned a week ago and nobody has said a word."""
        if self.rests(at):
            return False
        warned = [self.told.get((role, "closing", f"{self.sign(at).date()}/last")) for role in ("mentor", "mentee")]
        days = [self.couple.people[role].local(at).date() for role in ("mentor", "mentee")]
        return all(
            day is not None
            and today - day >= WEEK
            and (today - self.couple.people[role].local(self.sign(at)).date()).days >= CLOSING
            for day, today, role in zip(warned, days, ("mentor", "mentee"), strict=True)
        )


@dataclass
class _Rules:
    """The rules of what is due, each a sentence of the program's description."""

    pair: _Pair
    role: str
    person: Person
    at: datetime
    today: date

    def __post_init__(self) -> None:
        self.sign = self.pair.sign(self.at)
        self.begun = self.pair.begun(self.at)
        self.silence = str(self.sign.astimezone(UTC).date())
        self.silent_days = (self.today - self.person.local(self.sign).date()).days

    def _told(self, kind: str, occasion: str) -> date | None:
        return self.pair.told.get((self.role, kind, occasion))

    def _has_begun_five_days_before(self, day: date) -> bool:
        return (day - self.person.local(self.begun).date()).days >= 5

    def last(self) -> str:
        asked = self._told("closing", f"{self.silence}/ask")
        is_due = asked is not None and self.today - asked >= WEEK and self.silent_days >= CLOSING
        return f"{self.silence}/last" if is_due else ""

    def closing(self) -> str:
        nudged = [self._told("silent", f"{self.silence}/{days}") for days in SILENT]
        is_expected = any(day is not None and self.today - day >= WEEK for day in nudged)
        return f"{self.silence}/ask" if self.silent_days >= CLOSING and is_expected else ""

    def first_message(self) -> str:
        since = self.begun + timedelta(hours=72)
        return "first" if not self.pair.wrote and since <= self.at < since + WEEK else ""

    def silent(self) -> str:
        reached = [days for days in SILENT if days <= self.silent_days]
        return f"{self.silence}/{reached[-1]}" if reached else ""

    def heard(self) -> str:
        days = (self.today - self.person.local(self.begun).date()).days
        return "first" if self.role == "mentor" and "mentee" not in self.pair.wrote and 2 <= days < 5 else ""

    def check_in(self) -> str:
        for back in range(3):
            day = self.today - timedelta(days=back)
            if day.weekday() == CHECK_IN_WEEKDAY:
                has_answered = self.pair.checked_in.get(self.role, date.min) >= day - timedelta(days=3)
                return "" if has_answered or not self._has_begun_five_days_before(day) else str(day)
        return ""

    def pulse(self) -> str:
        introduced = self.person.local(self.pair.couple.introduced_at).date()
        periods, over = divmod((self.today - introduced).days, PULSE)
        is_due = periods > 0 and over < 7 and self._has_begun_five_days_before(self.today)
        return str(introduced + timedelta(days=periods * PULSE)) if is_due else ""

    def step_opened(self) -> str:
        if self.pair.steps >= STEPS or self.pair.steps == 0:
            return ""
        opens = self.person.local(self.pair.couple.introduced_at).date() + timedelta(days=CADENCE * self.pair.steps)
        if self.pair.step_at:
            opens = max(opens, self.person.local(self.pair.step_at).date() + timedelta(days=1))
        return str(self.pair.steps + 1) if opens <= self.today else ""


class _Knot:
    """Those who are told things together."""

    def __init__(self, couples: list[Couple]) -> None:
        self.pairs = [_Pair(couple) for couple in couples]
        self.events = sorted(event for couple in couples for event in couple.events)
        self.places: dict[str, list[tuple[_Pair, str]]] = defaultdict(list)
        self.people: dict[str, Person] = {}
        for pair in self.pairs:
            for role, person in pair.couple.people.items():
                self.places[person.email].append((pair, role))
                self.people[person.email] = person
        self.nudged: set[tuple[str, date]] = set()

    def play(self, ticks: list[datetime], expected: Expected) -> None:
        """Go through the time."""
        numbers = {pair.couple.number: pair for pair in self.pairs}
        place = 0
        for tick in ticks:
            while place < len(self.events) and self.events[place].at <= tick:
                numbers[self.events[place].pair].happen(self.events[place])
                place += 1
            for pair in self.pairs:
                if pair.is_over(tick):
                    pair.state = "ended"
                    expected.closings[pair.couple.number] = tick
            for email, person in self.people.items():
                nudge = self._nudge(email, person, tick)
                if nudge:
                    expected.nudges.append(nudge)

    def _nudge(self, email: str, person: Person, tick: datetime) -> Nudge | None:
        local = person.local(tick)
        if not _may_be_told(person, local.hour) or (email, local.date()) in self.nudged:
            return None
        due = [(pair, role, pair.due(role, tick)) for pair, role in self.places[email]]
        name = next((name for name in RANKS if any(name in each for _pair, _role, each in due)), None)
        if name is None:
            return None
        self.nudged.add((email, local.date()))
        matters = set()
        for pair, role, each in due:
            if name in each:
                pair.told[role, _kind(name), each[name]] = local.date()
                matters.add((pair.couple.number, each[name]))
        return Nudge(email, local.date(), _kind(name), frozenset(matters), tick)


def _may_be_told(person: Person, hour: int) -> bool:
    is_open = hour >= HOUR and not is_within(hour, QUIET)
    return is_open and not person.is_opted_out and not (person.quiet and is_within(hour, person.quiet))


def is_within(hour: int, quiet: tuple[int, int]) -> bool:
    """Whether a full hour lies in quiet hours, which may go over midnight."""
    begins, ends = quiet
    return begins <= hour < ends if begins <= ends else hour >= begins or hour < ends


def _kind(name: str) -> str:
    return "closing" if name == "last" else name


def _midnight(day: date, person: Person) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(person.zone)).astimezone(UTC)


def stands(couple: Couple, at: datetime, closings: dict[int, datetime]) -> bool:
    """Whether a pair could be told something at a moment: it is active, nobody is away, and no block is between."""
    pair = _Pair(couple)
    for event in couple.events:
        if event.at <= at:
            pair.happen(event)
    has_closed = couple.number in closings and closings[couple.number] <= at
    return not has_closed and not pair.rests(at)


def _digests(story: Story, expected: Expected) -> set[tuple[str, date]]:
    """Whoever wants one mail a day or a week gets it at its hour, if a pair that it tells of still stands."""
    people = {person.email: person for couple in story.couples for person in couple.people.values()}
    couples = {couple.number: couple for couple in story.couples}
    ticks, found = story.ticks(), set()
    for nudge in expected.nudges:
        person = people[nudge.email]
        if person.mail not in ("daily", "weekly"):
            continue
        days = 1 if person.mail == "daily" else 7 - nudge.day.weekday()  # Mondays
        day = nudge.day + timedelta(days=days)
        comes = datetime.combine(day, time(DIGEST_HOUR), ZoneInfo(person.zone)).astimezone(UTC)
        tick = next(
            (tick for tick in ticks[max(0, int((comes - story.begins) / story.span) - 2) :] if tick >= comes), None
        )
        if tick and any(stands(couples[number], tick, expected.closings) for number, _occasion in nudge.matters):
            found.add((nudge.email, day))
    return found
