"""Holding what came of a story beside what must: each figure with the number that it has to be."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.simulation.oracle import Expected, Nudge, is_within, stands
from tests.simulation.play import Played
from tests.simulation.post import Mail
from tests.simulation.standing import HOUR, QUIET
from tests.simulation.story import Person, Story

KINDS = ("step_opened", "check_in", "heard", "first_message", "silent", "closing", "pulse")
SOON = timedelta(minutes=10)  # after the moment at which it was due, a kill included
SHOWN = 5


@dataclass(frozen=True)
class Figure:
    """A line of the table: what was counted, and what it must be where it must be something."""

    name: str
    found: int
    wanted: int | None = None
    examples: tuple[str, ...] = ()

    @property
    def is_right(self) -> bool:
        """Whether it is what it must be."""
        return self.wanted is None or self.found == self.wanted


def judge(story: Story, expected: Expected, played: Played) -> list[Figure]:
    """The whole table."""
    return _Judge(story, expected, played).figures()


class _Judge:
    def __init__(self, story: Story, expected: Expected, played: Played) -> None:
        self.story, self.expected, self.played = story, expected, played
        self.people: dict[str, Person] = {p.email: p for c in story.couples for p in c.people.values()}
        self.ticks = set(story.ticks())
        self.rows = {row["uid"]: row for row in played.told}
        self.firsts: dict[str, Mail] = {}
        for mail in played.mails:
            self.firsts.setdefault(mail.uid, mail)

    def figures(self) -> list[Figure]:
        """In the order of the table."""
        return [*self._told(), *self._mailed(), *self._times(), *self._nobody(), *self._ends()]

    def _told(self) -> list[Figure]:
        """The nudges themselves, each matter once, on its day."""
        found = Counter(self.played.items)
        wanted = Counter(
            (nudge.email, nudge.kind, occasion, nudge.day.isoformat(), pair)
            for nudge in self.expected.nudges
            for pair, occasion in nudge.matters
        )
        lines = [
            Figure(f"told: {kind}", *(sum(n for it, n in of.items() if it[1] == kind) for of in (found, wanted)))
            for kind in KINDS
        ]
        missing, more = wanted - found, found - wanted
        return [*lines, _none("told: lacking", missing), _none("told: too much", more)]

    def _mailed(self) -> list[Figure]:
        nudges = self._nudge_mails()
        by_member = Counter((mail.to, self._day(mail)) for mail in nudges)
        wanted = Counter(
            (n.email, n.day.isoformat()) for n in self.expected.nudges if self.people[n.email].mail == "now"
        )
        digests = Counter((mail.to, self._day(mail)) for mail in self.firsts.values() if self._topic(mail) == "digest")
        wanted_digests = Counter((email, day.isoformat()) for email, day in self.expected.digests)
        copies = [mail for mail in self.played.mails if self.firsts[mail.uid] is not mail]
        different = [mail.uid for mail in copies if mail.sum != self.firsts[mail.uid].sum]
        return [
            Figure("mailed: nudges", len(nudges), sum(wanted.values())),
            _none("mailed: nudges lacking", wanted - by_member),
            _none("mailed: nudges too much", by_member - wanted),
            Figure("mailed: digests", sum(digests.values()), sum(wanted_digests.values())),
            _none("mailed: digests lacking", wanted_digests - digests),
            _none("mailed: digests too much", digests - wanted_digests),
            _none("mailed: by no row of the outbox", Counter(uid for uid in self.firsts if uid not in self.rows)),
            _none("mailed: not the kind that was due", self._wrong_kinds(nudges)),
            Figure("mailed: other kinds (away, back)", len(self.firsts) - len(nudges) - sum(digests.values())),
            Figure("copies with the same Message-ID", len(copies)),
            _none("copies that differ in more than their Date", Counter(different)),
        ]

    def _times(self) -> list[Figure]:
        due = {(nudge.email, nudge.day.isoformat()): nudge for nudge in self.expected.nudges}
        nudges = self._nudge_mails()
        late = Counter(m.uid for m in nudges if self._is_untimely(m, due.get((m.to, self._day(m)))))
        quiet = Counter(m.uid for m in nudges if self._is_quiet(m))
        twice = Counter((mail.to, self._day(mail)) for mail in nudges)
        hours = Counter(self.people[m.to].local(m.at).hour for m in nudges if self.people[m.to].quiet is None)
        return [
            _none("not at the moment that was due", late),
            Figure(f"in the hour from {HOUR} by their own clock", hours[HOUR]),
            Figure("later (72 h were over, or came back to it later)", sum(hours.values()) - hours[HOUR]),
            _none("in quiet hours", quiet),
            _none("a second nudge on one day", Counter({key: n for key, n in twice.items() if n > 1})),
        ]

    def _nobody(self) -> list[Figure]:
        """Whoever was not to be told anything at that moment, found by the story alone."""
        opted, resting = Counter(), Counter[str]()
        for mail in self._nudge_mails():
            opted[mail.uid] += self.people[mail.to].mail == "off"
            resting[mail.uid] += self._rested(mail)
        return [_none("to somebody who had opted out", +opted), _none("while away, paused or blocked", +resting)]

    def _ends(self) -> list[Figure]:
        found = {pair: at for pair, at in self.played.closed.items() if pair in self.expected.closings}
        off = Counter(pair for pair, at in found.items() if abs(at - self.expected.closings[pair]) > SOON)
        blocked = {event.pair for event in self.story.events() if event.what == "block"}
        unwarned = Counter(self.played.closed.keys() - self.expected.closings.keys() - blocked)
        return [
            Figure("closed after a warning", len(found), len(self.expected.closings)),
            _none("closed on another day", off),
            _none("closed without a warning", unwarned),
            _none("left in the outbox, or failed", Counter(f"{s} {f}" for s, f in self.played.left)),
        ]

    def _nudge_mails(self) -> list[Mail]:
        return [mail for mail in self.firsts.values() if self._kind(mail) in KINDS]

    def _kind(self, mail: Mail) -> Any:
        return self.rows.get(mail.uid, {}).get("kind")

    def _topic(self, mail: Mail) -> Any:
        return self.rows.get(mail.uid, {}).get("topic")

    def _day(self, mail: Mail) -> str:
        return self.people[mail.to].local(mail.at).date().isoformat() if mail.to in self.people else ""

    def _wrong_kinds(self, nudges: list[Mail]) -> Counter[str]:
        due = {(nudge.email, nudge.day.isoformat()): nudge.kind for nudge in self.expected.nudges}
        return Counter(m.uid for m in nudges if due.get((m.to, self._day(m))) not in (None, self._kind(m)))

    def _is_untimely(self, mail: Mail, nudge: Nudge | None) -> bool:
        """Late, or early: a round that makes up for a killed one tells also what became due in its few minutes."""
        if nudge is None:
            return False
        earliest = nudge.at if mail.at in self.ticks else nudge.at - self.story.span
        return not earliest <= mail.at <= nudge.at + SOON

    def _is_quiet(self, mail: Mail) -> bool:
        person = self.people[mail.to]
        hour = person.local(mail.at).hour
        return is_within(hour, QUIET) or bool(person.quiet and is_within(hour, person.quiet))

    def _rested(self, mail: Mail) -> bool:
        """Whether none of the pairs of whoever got a nudge could be told anything when it came."""
        theirs = [c for c in self.story.couples if mail.to in (c.mentor.email, c.mentee.email)]
        return not any(stands(couple, mail.at, self.expected.closings) for couple in theirs)


def _none(name: str, found: Counter[Any]) -> Figure:
    examples = tuple(str(key) for key in sorted(found, key=str)[:SHOWN])
    return Figure(name, sum(found.values()), 0, examples)


def by_zone(story: Story, played: Played) -> dict[str, int]:
    """How many mails came to each zone."""
    zones = {person.email: person.zone for couple in story.couples for person in couple.people.values()}
    counts: dict[str, int] = defaultdict(int)
    for mail in played.mails:
        counts[zones.get(mail.to, "")] += 1
    return dict(sorted(counts.items()))
