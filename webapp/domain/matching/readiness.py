"""How ready a pool is for a round: people, places, what is wanted more than it is offered, and what could go wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from webapp.domain.availability import week
from webapp.domain.matching import keys
from webapp.domain.matching.pool import Person, Pool

MUCH = 0.5  # one mentor's share of all places from which on the round hangs on that mentor


@dataclass(frozen=True)
class Shortage:
    """Something that more mentees want than mentors have places for.

    `topic` (the word, as it was written first), `language` (codes: `wanted` mentees speak no other) or `hours`
    (`wanted` mentees are free only when no mentor is).
    """

    kind: str
    values: tuple[str, ...] = ()
    wanted: int = 0
    offering: int = 0  # mentors
    places: int = 0  # of those mentors

    @property
    def gap(self) -> int:
        """How many mentees too many."""
        return self.wanted - self.places


@dataclass(frozen=True)
class Risk:
    """Something that an admin had better look at before a round: how many it is about, and their enrollment ids."""

    kind: str
    count: int
    people: tuple[int, ...] = ()


@dataclass(frozen=True)
class Readiness:
    """People and places, what is short (the largest gap first), and the risks (the gravest first)."""

    mentees: int
    mentors: int
    places: int
    shortages: tuple[Shortage, ...] = ()
    risks: tuple[Risk, ...] = field(default=())


def readiness(pool: Pool) -> Readiness:
    """What the pool alone says. Nothing is compared pair by pair, so it is quick for any size."""
    risks = (_crowd(pool), _unreachable(pool), _one_for_all(pool), *_gaps(pool))
    return Readiness(
        mentees=len(pool.mentees),
        mentors=len(_with_places(pool)),
        places=_places(pool.mentors),
        shortages=tuple(shortages(pool)),
        risks=tuple(risk for risk in risks if risk.count),
    )


def shortages(pool: Pool) -> list[Shortage]:
    """What more mentees want than there are places for, the largest gap first. Words differ by more than their case."""
    found = [*_topics(pool), *_languages(pool), *_hours(pool)]
    return sorted((one for one in found if one.gap > 0), key=lambda one: (-one.gap, one.kind, one.values))


def _topics(pool: Pool) -> Iterable[Shortage]:
    words: dict[str, str] = {}
    wanted: Counter[str] = Counter()
    offering: dict[str, list[Person]] = {}
    for mentee in pool.mentees:
        wanted.update({keys.tag(topic) for topic in mentee.topics})
        for topic in mentee.topics:
            words.setdefault(keys.tag(topic), topic)
    for mentor in _with_places(pool):
        for tag in {keys.tag(topic) for topic in mentor.topics}:
            offering.setdefault(tag, []).append(mentor)
    for tag, count in wanted.items():
        mentors = offering.get(tag, [])
        yield Shortage("topic", (words[tag],), count, len(mentors), _places(mentors))


def _languages(pool: Pool) -> Iterable[Shortage]:
    """The sets of languages whose mentees (who speak no other) are more than the places of those who speak one of them.

    A set is left out where a smaller one within it says it already, or where no language is the obstacle.
    """
    sets = Counter(frozenset(mentee.languages) for mentee in pool.mentees if mentee.languages)
    mentors, said = _with_places(pool), list[frozenset[str]]()
    every = _places(mentors)
    for codes in sorted(sets, key=lambda codes: (len(codes), sorted(codes))):
        wanted = sum(count for own, count in sets.items() if own <= codes)
        speaking = [m for m in mentors if not m.languages or not codes.isdisjoint(m.languages)]
        places = _places(speaking)
        if wanted > places and places < every and not any(smaller <= codes for smaller in said):
            said.append(codes)
            yield Shortage("language", tuple(sorted(codes)), wanted, len(speaking), places)


def _hours(pool: Pool) -> Iterable[Shortage]:
    mentors = _with_places(pool)
    if not mentors or any(not mentor.availability for mentor in mentors):
        return
    somebody = reduce(or_, (week(tuple(m.availability), m.time_zone) for m in mentors))
    alone = [m for m in pool.mentees if m.availability and not week(tuple(m.availability), m.time_zone) & somebody]
    yield Shortage("hours", (), len(alone), 0, 0)


def _crowd(pool: Pool) -> Risk:
    """More mentees than places; where places are enough, nothing."""
    return Risk("too_few_places", max(0, len(pool.mentees) - _places(pool.mentors)))


def _unreachable(pool: Pool) -> Risk:
    """Mentees with whom no mentor who has a place shares a language."""
    mentors = _with_places(pool)
    if not mentors or any(not mentor.languages for mentor in mentors):
        return Risk("unreachable", 0)
    spoken = {code for mentor in mentors for code in mentor.languages}
    return _of("unreachable", (m for m in pool.mentees if m.languages and spoken.isdisjoint(m.languages)))


def _one_for_all(pool: Pool) -> Risk:
    """One of several mentors who holds most of the places: the round hangs on one person."""
    mentors = _with_places(pool)
    most = max(mentors, key=lambda mentor: mentor.places, default=None)
    hangs = most is not None and len(mentors) > 1 and most.places > MUCH * _places(mentors)
    return Risk("one_for_all", most.places, (most.enrollment_id,)) if most and hangs else Risk("one_for_all", 0)


def _gaps(pool: Pool) -> Iterable[Risk]:
    """Answers without which somebody is hard to place."""
    mentors = _with_places(pool)
    yield _of("mentors_without_topics", (mentor for mentor in mentors if not mentor.topics))
    yield _of("mentors_without_languages", (mentor for mentor in mentors if not mentor.languages))
    yield _of("mentors_without_hours", (mentor for mentor in mentors if not mentor.availability))
    yield _of("mentees_without_hours", (mentee for mentee in pool.mentees if not mentee.availability))


def _of(kind: str, people: Iterable[Person]) -> Risk:
    ids = tuple(person.enrollment_id for person in people)
    return Risk(kind, len(ids), ids)


def _with_places(pool: Pool) -> list[Person]:
    return [mentor for mentor in pool.mentors if mentor.places > 0]


def _places(mentors: Iterable[Person]) -> int:
    return sum(max(0, mentor.places) for mentor in mentors)
