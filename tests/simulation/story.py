"""Who takes part, and what they do when: made up by chance from a seed, before anything is played.

Nothing here asks the program. The oracle reads the same story and says what must come of it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# Both hemispheres; Kolkata, Kathmandu, Adelaide and Lord Howe are no full hours off, Lord Howe's summer time is half an
# hour; Phoenix, Tokyo and Nairobi have none.
ZONES = (
    *("Europe/Rome", "Europe/London", "America/New_York", "America/Los_Angeles", "America/Phoenix", "America/St_Johns"),
    *("Asia/Kolkata", "Asia/Kathmandu", "Asia/Tokyo", "Africa/Nairobi", "Africa/Cairo", "Asia/Jerusalem"),
    *("Australia/Adelaide", "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Auckland", "America/Santiago"),
    *("Pacific/Kiritimati", "Pacific/Honolulu", "UTC"),
)
STEPS = 8
# How a pair keeps in touch: days between two messages; None never.
MANNERS = {"talkative": (3, 0.35), "quiet": (9, 0.3), "fading": (4, 0.15), "silent": (None, 0.2)}


@dataclass(frozen=True, order=True)
class Event:
    """Something that somebody of a pair does: `what` is one of the driver's deeds."""

    at: datetime
    pair: int
    who: str  # mentor | mentee
    what: str
    until: date | None = None  # of an absence, which begins on the next day


@dataclass
class Person:
    """One member, as they are from the beginning."""

    email: str
    zone: str
    mail: str = "now"  # now | daily | weekly | off
    app: str = "now"
    quiet: tuple[int, int] | None = None

    def local(self, moment: datetime) -> datetime:
        """A moment by their clock."""
        return moment.astimezone(ZoneInfo(self.zone))

    @property
    def is_opted_out(self) -> bool:
        """Whether they want to hear of the rhythm in no way."""
        return self.mail == self.app == "off"


@dataclass
class Couple:
    """One pair: its two, when they were introduced, and everything that they do, in order."""

    number: int
    mentor: Person
    mentee: Person
    introduced_at: datetime
    events: list[Event] = field(default_factory=list)
    elsewhere: list[Event] = field(default_factory=list)  # what its mentor does in another pair, and is so for this one

    @property
    def known(self) -> list[Event]:
        """All that counts for it, in order."""
        return sorted([*self.events, *self.elsewhere])

    @property
    def people(self) -> dict[str, Person]:
        """By role."""
        return {"mentor": self.mentor, "mentee": self.mentee}

    def role_of(self, email: str) -> str:
        """Which of the two somebody is."""
        return next(role for role, person in self.people.items() if person.email == email)


@dataclass
class Story:
    """All of it."""

    seed: int
    begins: datetime
    weeks: int
    couples: list[Couple]
    span: timedelta = timedelta(hours=1)  # how often the worker is told the time

    @property
    def ends(self) -> datetime:
        """When the last week is over."""
        return self.begins + timedelta(weeks=self.weeks)

    def ticks(self) -> list[datetime]:
        """The moments at which the worker is told the time."""
        return [self.begins + n * self.span for n in range(1, int((self.ends - self.begins) / self.span) + 1)]

    def events(self) -> list[Event]:
        """Everything that anybody does, in order."""
        return sorted(event for couple in self.couples for event in couple.events)


def tell(seed: int, begins: date, pairs: int, weeks: int) -> Story:
    """Make one up. A tenth of the mentors have two mentees."""
    chance = random.Random(seed)
    story = Story(seed, datetime.combine(begins, time(), UTC), weeks, [])
    mentor: Person | None = None
    for number in range(1, pairs + 1):
        shares = mentor is not None and number % 10 == 0
        mentor = mentor if shares and mentor else _person(chance, "mentor", number)
        couple = Couple(number, mentor, _person(chance, "mentee", number), _introduction(chance, story))
        couple.events = sorted(_Life(chance, story, couple).events())
        story.couples.append(couple)
    for couple in story.couples:
        others = [each for each in story.couples if each.mentor is couple.mentor and each is not couple]
        gone = [event for event in couple.events if event.what == "away" and event.who == "mentor"]
        for other in others:
            other.elsewhere += [replace(event, pair=other.number) for event in gone]
    return story


def _person(chance: random.Random, role: str, number: int) -> Person:
    person = Person(f"{role}{number}@example.org", chance.choice(ZONES))
    draw = chance.random()
    if draw < 0.06:
        person.mail = person.app = "off"
    elif draw < 0.10:
        person.mail = "off"
    elif draw < 0.18:
        person.mail = "daily"
    elif draw < 0.21:
        person.mail = "weekly"
    elif draw < 0.28:
        person.quiet = chance.choice(((8, 18), (20, 10), (22, 12)))
    return person


def _introduction(chance: random.Random, story: Story) -> datetime:
    """Most in the first days, some in the third week."""
    first = timedelta(days=chance.choice((0, 0, 0, 0, 1, 2, 15)))
    return story.begins + first + timedelta(minutes=chance.randrange(1, 24 * 60), seconds=7)


class _Life:
    """What two do in the time that the story has."""

    def __init__(self, chance: random.Random, story: Story, couple: Couple) -> None:
        self.chance, self.story, self.couple = chance, story, couple
        names, weights = zip(*((name, weight) for name, (_days, weight) in MANNERS.items()), strict=True)
        self.manner: str = chance.choices(names, weights)[0]

    def events(self) -> list[Event]:
        """All of it."""
        found = [*self._messages(), *self._steps(), *self._check_ins(), *self._incidents()]
        ends = min((event.at for event in found if event.what == "block"), default=self.story.ends)
        return [event for event in found if event.at < self.story.ends and event.at <= ends]

    def _at(self, days: float) -> datetime:
        """A moment so many days after the introduction, never one at which the worker is told the time."""
        moment = self.couple.introduced_at + timedelta(days=days)
        return moment.replace(minute=moment.minute // 30 * 30 + self.chance.randrange(1, 29), second=13, microsecond=0)

    def _event(self, days: float, what: str, who: str = "") -> Event:
        return Event(self._at(days), self.couple.number, who or self.chance.choice(("mentor", "mentee")), what)

    @property
    def _days(self) -> float:
        return (self.story.ends - self.couple.introduced_at) / timedelta(days=1)

    def _messages(self) -> list[Event]:
        every, _weight = MANNERS[self.manner]
        if every is None:
            return []
        day, found = self.chance.uniform(0.1, 6), []
        last = self._days * (self.chance.uniform(0.1, 0.5) if self.manner == "fading" else 1)
        who = self.chance.choice(("mentee", "mentee", "mentor"))
        while day < last:
            found.append(self._event(day, "message", who))
            who = "mentor" if who == "mentee" else "mentee"  # in turns, so that nobody writes too much unanswered
            day += self.chance.expovariate(1 / every) + 0.05
        return found

    def _steps(self) -> list[Event]:
        if self.manner == "silent":
            return []
        number = self.chance.randrange(0, STEPS) if self.manner != "fading" else self.chance.randrange(0, 3)
        return [self._event((n + 1) * 7 + self.chance.uniform(-5, 6), "step") for n in range(number)]

    def _check_ins(self) -> list[Event]:
        if self.manner == "silent":
            return []
        weeks = range(int(self._days // 7))
        return [
            self._event(week * 7 + self.chance.uniform(0, 7), "check_in", who)
            for who in ("mentor", "mentee")
            for week in weeks
            if self.chance.random() < 0.4
        ]

    def _incidents(self) -> list[Event]:
        draw, day = self.chance.random(), self.chance.uniform(5, max(self._days - 10, 6))
        if draw < 0.08:
            return [self._event(day, "block")]
        if draw < 0.16:
            return [self._event(day, "pause"), self._event(day + self.chance.uniform(2, 15), "resume")]
        if draw < 0.30:
            who = self.chance.choice(("mentor", "mentee"))
            planned = self._event(day, "away", who)
            until = self.couple.people[who].local(planned.at).date() + timedelta(days=self.chance.randrange(1, 14))
            return [replace(planned, until=until)]
        if draw < 0.36 and self.manner in ("silent", "fading"):
            return [self._event(self.chance.uniform(29, 60), "keep_going")]
        return []
