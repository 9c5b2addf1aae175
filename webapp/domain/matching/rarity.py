"""How much a topic, a language or a word says of two people who share it: the rarer among the mentees, the more.

Only mentees are counted. So a mentor who joins the pool changes nothing in how well two others fit, and can only
make the best solution better.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from webapp.domain.matching import keys
from webapp.domain.matching.once import once

if TYPE_CHECKING:
    from webapp.domain.matching.pool import Person


@dataclass(frozen=True)
class Scale:
    """The weights of some keys by their inverse document frequency: log(1 + people / who has it), Spärck Jones 1972."""

    people: int
    counts: Mapping[str, int]

    def __getitem__(self, key: str) -> float:
        """More than 0, also for a key that nobody has."""
        return self._weights.get(key, self._most)

    @once
    def _weights(self) -> Mapping[str, float]:
        return {key: log(1 + (1 + self.people) / (1 + count)) for key, count in self.counts.items()}

    @once
    def _most(self) -> float:
        return log(2 + self.people)

    def sum(self, found: Iterable[str]) -> float:
        """What some keys weigh together, added up in one order."""
        return sum(self[key] for key in sorted(found))


@dataclass(frozen=True)
class Rarity:
    """The scales of a pool. `goals`, `experience` and `answers` weigh words."""

    topics: Scale
    languages: Scale
    goals: Scale
    experience: Scale
    answers: Scale

    @classmethod
    def among(cls, mentees: tuple[Person, ...]) -> Rarity:
        """The scales of what these mentees have answered."""
        return cls(**{name: _scale(mentees, keys_of) for name, keys_of in KEYS.items()})


def _scale(people: tuple[Person, ...], keys_of: Callable[[Person], frozenset[str]]) -> Scale:
    held = [found for person in people if (found := keys_of(person))]
    return Scale(len(held), Counter(key for found in held for key in found))


KEYS: dict[str, Callable[[Person], frozenset[str]]] = {
    "topics": lambda person: frozenset(keys.tag(topic) for topic in person.topics if keys.tag(topic)),
    "languages": lambda person: frozenset(person.languages),
    "goals": lambda person: keys.words(person.goal),
    "experience": lambda person: keys.words(person.experience),
    "answers": lambda person: keys.words(" ".join(person.answers.values())),
}
