"""What must come of a story, worked out from the rules as they are written, a pair and a day at a time.

It knows nothing of the program's tables, queries or clocks. Where it and the program differ, one of them is wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.simulation.standing import HOUR, QUIET, RANKS, Standing, kind_of
from tests.simulation.story import Couple, Person, Story

DIGEST_HOUR = 8


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


class _Knot:
    """Those who are told things together."""

    def __init__(self, couples: list[Couple]) -> None:
        self.pairs = [Standing(couple) for couple in couples]
        self.events = sorted(event for couple in couples for event in couple.known)
        self.places: dict[str, list[tuple[Standing, str]]] = defaultdict(list)
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
                pair.told[role, kind_of(name), each[name]] = local.date()
                matters.add((pair.couple.number, each[name]))
        return Nudge(email, local.date(), kind_of(name), frozenset(matters), tick)


def _may_be_told(person: Person, hour: int) -> bool:
    is_open = hour >= HOUR and not is_within(hour, QUIET)
    return is_open and not person.is_opted_out and not (person.quiet and is_within(hour, person.quiet))


def is_within(hour: int, quiet: tuple[int, int]) -> bool:
    """Whether a full hour lies in quiet hours, which may go over midnight."""
    begins, ends = quiet
    return begins <= hour < ends if begins <= ends else hour >= begins or hour < ends


def stands(couple: Couple, at: datetime, closings: dict[int, datetime]) -> bool:
    """Whether a pair could be told something at a moment: it is active, nobody is away, and no block is between."""
    return not _at(couple, at, closings).rests(at)


def _at(couple: Couple, at: datetime, closings: dict[int, datetime]) -> Standing:
    """How a pair stands at a moment, but for what it was told."""
    pair = Standing(couple)
    for event in couple.known:
        if event.at <= at:
            pair.happen(event)
    if couple.number in closings and closings[couple.number] <= at:
        pair.state = "ended"
    return pair


def _digests(story: Story, expected: Expected) -> set[tuple[str, date]]:
    """Whoever wants one mail a day or a week gets it at its hour, if what it tells is still so by then."""
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
        if tick and any(
            _at(couple, tick, expected.closings).holds(couple.role_of(nudge.email), nudge.kind, occasion, tick)
            for couple, occasion in ((couples[number], occasion) for number, occasion in nudge.matters)
        ):
            found.add((nudge.email, day))
    return found
