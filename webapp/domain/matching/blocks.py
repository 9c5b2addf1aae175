"""The parts of `parts.ANSWERED`, vectorised: what each says of some mentees and every mentor at once, float32.

Each function here is the twin of the one with its name in `parts.py` (a property test compares them); the reasons for
what they do stand there. Where one of the two has left the part open, a block says 0; what that counts is `Table`'s.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from webapp.domain.availability import QUARTERS, WEEK, week
from webapp.domain.matching import keys, parts
from webapp.domain.matching.once import once
from webapp.domain.matching.pool import Person, Pool
from webapp.domain.matching.rarity import KEYS, Scale

Floats = NDArray[np.float32]
Sets = Sequence[frozenset[str]]
FREQUENT = 50  # a key is, which one mentor in so many has
Block = Callable[[slice], Floats]  # some mentees, by index → a number for each of them (rows) and each mentor


@dataclass(frozen=True)
class Sides:
    """Two lists of people, and what the parts want to know of them."""

    pool: Pool
    mentees: Sequence[Person]
    mentors: Sequence[Person]

    @once
    def held(self) -> Mapping[str, tuple[Sets, Sets]]:
        """The mentees' and the mentors' keys, by part."""
        return {
            name: ([keys_of(person) for person in self.mentees], [keys_of(person) for person in self.mentors])
            for name, keys_of in KEYS.items()
        }


def topics(sides: Sides) -> Block:
    return _shares(sides, "topics", sides.pool.rarity.topics)


def languages(sides: Sides) -> Block:
    share = _shares(sides, "languages", sides.pool.rarity.languages)

    def block(rows: slice) -> Floats:
        found = share(rows)
        return np.where(found > 0, (1 + found) / 2, np.float32(0))

    return block


def goals(sides: Sides) -> Block:
    return _texts(sides, "goals", sides.pool.rarity.goals)


def experience(sides: Sides) -> Block:
    return _texts(sides, "experience", sides.pool.rarity.experience)


def answers(sides: Sides) -> Block:
    return _texts(sides, "answers", sides.pool.rarity.answers)


def style(sides: Sides) -> Block:
    """One column a question and an answer that a mentor gave: how like it is the mentee's, does the mentor give it."""
    given = sorted({both for person in sides.mentors for both in person.working_style.items()})
    like = np.zeros((len(sides.mentees), len(given)), np.float32)
    for i, person in enumerate(sides.mentees):
        for k, (question, answer) in enumerate(given):
            if question in person.working_style:
                like[i, k] = 1 + parts.LIKENESS[min(4, abs(person.working_style[question] - answer))]
    gives = np.array([[person.working_style.get(q) == v for q, v in given] for person in sides.mentors], np.float32)
    gives = gives.reshape(len(sides.mentors), len(given)).T
    has = (like > 0).astype(np.float32)
    answers = gives.any(axis=0)
    like -= has  # no answer and an answer that is not like it are both 0 from here on

    def block(rows: slice) -> Floats:
        both = has[rows] @ gives
        found: Floats = like[rows] @ gives
        found[(both == 0) & answers] = parts.USUAL["style"]  # other questions than this mentee: as good as open
        found /= np.maximum(both, 1, out=both)
        return found

    return block


def hours(sides: Sides) -> Block:
    """The quarters of the week, those joined during which everybody is as free as in the one before."""
    grid = np.array([_quarters(person) for person in (*sides.mentees, *sides.mentors)], bool).reshape(-1, WEEK)
    starts = np.flatnonzero(np.append(True, (grid[:, 1:] != grid[:, :-1]).any(axis=0)))
    lengths = np.diff(np.append(starts, WEEK)) / (QUARTERS * parts.ENOUGH_HOURS)
    free = grid[:, starts].astype(np.float32)
    ours, theirs = free[: len(sides.mentees)], (free[len(sides.mentees) :] * lengths.astype(np.float32)).T

    def block(rows: slice) -> Floats:
        return np.minimum(ours[rows] @ theirs, np.float32(1))

    return block


def place(sides: Sides) -> Block:
    ours, theirs = ([keys.parts_of(person.location) for person in people] for people in (sides.mentees, sides.mentors))
    is_town = _same([place[0] for place in ours], [place[0] for place in theirs])
    regions = _product(_incidence([frozenset(p[1:]) - {""} for p in ours]), [frozenset(p[1:]) - {""} for p in theirs])

    def block(rows: slice) -> Floats:
        return np.maximum(is_town(rows), np.where(regions(rows) > 0, np.float32(parts.SAME_REGION), np.float32(0)))

    return block


def profession(sides: Sides) -> Block:
    return _same(
        [keys.tag(one.profession) for one in sides.mentees], [keys.tag(one.profession) for one in sides.mentors]
    )


def education(sides: Sides) -> Block:
    return _same([keys.tag(one.education) for one in sides.mentees], [keys.tag(one.education) for one in sides.mentors])


PARTS: dict[str, Callable[[Sides], Block]] = {
    "topics": topics, "goals": goals, "experience": experience, "style": style, "hours": hours, "languages": languages,
    "place": place, "profession": profession, "education": education, "answers": answers,
}  # fmt: skip

Incidence = list[dict[str, float]]  # a person's keys and what each weighs


def _incidence(held: Sets, weight: Callable[[str], float] = lambda key: 1.0) -> Incidence:
    return [{key: weight(key) for key in sorted(found)} for found in held]


def _shares(sides: Sides, name: str, scale: Scale) -> Block:
    """How much of what a mentee has the mentor has too, by rarity."""
    ours, theirs = sides.held[name]
    whole = [scale.sum(found) for found in ours]
    left = [{key: scale[key] / all_ for key in sorted(found)} for found, all_ in zip(ours, whole, strict=True)]
    return _product(left, theirs)


def _texts(sides: Sides, name: str, scale: Scale) -> Block:
    """The cosine of two texts' words by rarity, over what is enough."""
    ours, theirs = sides.held[name]
    left, right = _unit(ours, scale, 1 / parts.ENOUGH_ALIKE), _unit(theirs, scale, 1.0)
    product = _weighed_product(left, right)

    def block(rows: slice) -> Floats:
        return np.minimum(product(rows), np.float32(1))

    return block


def _unit(held: Sets, scale: Scale, length: float) -> Incidence:
    norms = [sqrt(sum(scale[key] ** 2 for key in sorted(found))) for found in held]
    return [{key: scale[key] * length / norm for key in sorted(found)} for found, norm in zip(held, norms, strict=True)]


def _product(left: Incidence, right: Sets) -> Block:
    return _weighed_product(left, _incidence(right))


def _weighed_product(left: Incidence, right: Incidence) -> Block:
    """Of each mentee and each mentor, the sum over the keys that both have of what they weigh.

    The keys that many mentors have are multiplied as dense matrices, the others, most of them, as sparse ones.
    """
    counts = Counter(key for found in right for key in found)
    both = sorted(counts.keys() & {key for found in left for key in found})
    frequent = [key for key in both if counts[key] > len(right) / FREQUENT]
    rare = [key for key in both if counts[key] <= len(right) / FREQUENT]
    ours, theirs = _matrix(left, frequent).toarray(), _matrix(right, frequent).toarray().T
    our_rare, their_rare = _matrix(left, rare), _matrix(right, rare).T.tocsr()

    def block(rows: slice) -> Floats:
        found: Floats = ours[rows] @ theirs
        if rare:
            found += (our_rare[rows] @ their_rare).toarray()
        return found

    return block


def _matrix(incidence: Incidence, wanted: Sequence[str]) -> Any:
    """A sparse matrix, people by keys."""
    places = {key: k for k, key in enumerate(wanted)}
    rows = [[(places[key], value) for key, value in found.items() if key in places] for found in incidence]
    starts = np.cumsum([0, *(len(row) for row in rows)])
    columns = np.array([k for row in rows for k, _ in row], np.int32)
    values = np.array([value for row in rows for _, value in row], np.float32)
    return csr_array((values, columns, starts), shape=(len(rows), len(places)))


def _same(ours: Sequence[str], theirs: Sequence[str]) -> Block:
    """1 where two words are the same; no word is like no word."""
    codes = {word: code for code, word in enumerate(sorted({*ours, *theirs} - {""}))}
    left = np.array([codes.get(word, -1) for word in ours], np.int32)
    right = np.array([codes.get(word, -2) for word in theirs], np.int32)
    return lambda rows: (left[rows, None] == right[None, :]).astype(np.float32)


def _quarters(person: Person) -> NDArray[np.bool_]:
    packed = week(person.availability, person.time_zone).to_bytes(WEEK // 8, "little")
    return np.unpackbits(np.frombuffer(packed, np.uint8), bitorder="little").astype(bool)
