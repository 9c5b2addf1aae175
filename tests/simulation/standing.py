"""How a pair of a story stands at a moment, and what is due to its two then: the written rules, a sentence each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.simulation.story import STEPS, Couple, Event, Person

HOUR, QUIET = 9, (21, 8)  # a program's defaults: nothing before nine, nothing after nine
CHECK_IN_WEEKDAY = 3
SILENT, CLOSING = (7, 14, 21), 28
PULSE, CADENCE = 30, 7
WEEK = timedelta(days=7)
RANKS = ("last", "closing", "first_message", "silent", "heard", "check_in", "pulse", "step_opened")


@dataclass
class Standing:
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
            if occasion and (role, kind_of(name), occasion) not in self.told
        }

    def holds(self, role: str, kind: str, occasion: str, at: datetime) -> bool:
        """Whether what one of the two was told before is still so."""
        if self.rests(at):
            return False
        person = self.couple.people[role]
        later = _Later(_Rules(self, role, person, at, person.local(at).date()))
        return bool(getattr(later, kind)(occasion))

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

    pair: Standing
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


@dataclass
class _Later:
    """The sentences of what a mail that waited may still say."""

    now: _Rules

    def closing(self, occasion: str) -> bool:
        return self.silent(occasion) and self.now.silent_days >= CLOSING

    def silent(self, occasion: str) -> bool:
        return occasion.startswith(f"{self.now.silence}/")

    def first_message(self, _occasion: str) -> bool:
        return not self.now.pair.wrote

    def heard(self, _occasion: str) -> bool:
        return "mentee" not in self.now.pair.wrote

    def check_in(self, occasion: str) -> bool:
        newest = self.now.pair.checked_in.get(self.now.role, date.min)
        return newest < date.fromisoformat(occasion) - timedelta(days=3)

    def pulse(self, _occasion: str) -> bool:
        return True  # nobody gives any here

    def step_opened(self, occasion: str) -> bool:
        return occasion == str(self.now.pair.steps + 1)


def kind_of(name: str) -> str:
    """The kind of a rank; the two stages of closing are one."""
    return "closing" if name == "last" else name


def _midnight(day: date, person: Person) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(person.zone)).astimezone(UTC)
