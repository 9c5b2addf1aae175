"""The best pairs for the whole pool at once. It suggests; it never introduces.

What it maximises, the first before the second and so on: locks and musts that no rule forbids; how many mentees are
placed; how many of those who come first, then of those left out of most earlier rounds; the sum of the scores, less a
little for every further mentee of one mentor, so that equally good pairs are spread.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from webapp.domain.matching import parts, rules
from webapp.domain.matching.pool import Person, Pool

SPREAD = 0.001  # what each further mentee of a mentor costs
MOST_SPREAD = 10  # times SPREAD at most: a mentee's suggestion is never worse than the best by more than 0.01
MOST_ROUNDS = 5  # left out of more rounds counts as of this many
FORBIDDEN = -1e9


@dataclass(frozen=True)
class Choice:
    """A suggested pair, as enrollment ids, and how well the two fit, 0-1."""

    mentee: int
    mentor: int
    score: float


@dataclass(frozen=True)
class Solution:
    """The suggestions by mentee's enrollment id, who could not be placed, and the sum of the scores."""

    choices: tuple[Choice, ...]
    unplaced: tuple[int, ...]
    total: float


def solve(
    pool: Pool, *, locked: Mapping[int, int] | None = None, skipped: Collection[tuple[int, int]] = ()
) -> Solution:
    """The best pairs of a pool. `locked`: mentee's → mentor's enrollment id; `skipped`: two who are not suggested.

    A lock goes before a must, and a rule before both. The same pool gives the same pairs, in whatever order it came.
    """
    mentees = sorted(pool.mentees, key=lambda person: person.enrollment_id)
    mentors = sorted(pool.mentors, key=lambda person: person.enrollment_id)
    scores = np.array([[parts.score(pool, a, b) for b in mentors] for a in mentees]).reshape(len(mentees), len(mentors))
    gains = _allowed(pool, mentees, mentors, scores, set(skipped))
    _hold(pool, mentees, mentors, gains, locked or {})
    placed = _assigned(gains, [person.places for person in mentors])
    choices = tuple(
        Choice(mentee.enrollment_id, mentors[j].enrollment_id, float(scores[i, j]))
        for i, mentee in enumerate(mentees)
        if (j := placed[i]) >= 0
    )
    unplaced = tuple(person.enrollment_id for person, j in zip(mentees, placed, strict=True) if j < 0)
    return Solution(choices, unplaced, sum(choice.score for choice in choices))


def tier(mentee: Person) -> int:
    """Who goes before others where there is not a place for everybody: the higher."""
    return MOST_ROUNDS + 1 if mentee.comes_first else min(MOST_ROUNDS, mentee.rounds_left_out)


def _allowed(
    pool: Pool, mentees: list[Person], mentors: list[Person], scores: NDArray[np.float64], skipped: set[tuple[int, int]]
) -> NDArray[np.float64]:
    """The scores, raised so that nobody's place is worth less than what all scores together could gain."""
    gains = scores + (len(mentees) + 1) * np.array([[1 + tier(mentee)] for mentee in mentees]).reshape(-1, 1)
    for i, mentee in enumerate(mentees):
        for j, mentor in enumerate(mentors):
            is_skipped = (mentee.enrollment_id, mentor.enrollment_id) in skipped
            if is_skipped or rules.forbids(pool, mentee, mentor):
                gains[i, j] = FORBIDDEN
    return gains


def _hold(
    pool: Pool, mentees: list[Person], mentors: list[Person], gains: NDArray[np.float64], locked: Mapping[int, int]
) -> None:
    """Leave those who are locked, or must be together, nobody else, and put them before everybody."""
    held = {**dict(sorted(pool.musts)), **locked}
    places = {mentor.enrollment_id: j for j, mentor in enumerate(mentors)}
    for i, mentee in enumerate(mentees):
        j = places.get(held.get(mentee.enrollment_id, 0))
        if j is not None and gains[i, j] != FORBIDDEN:
            gain = gains[i, j] + (2 if mentee.enrollment_id in locked else 1) * (MOST_ROUNDS + 3) * (len(mentees) + 1)
            gains[i, :] = FORBIDDEN
            gains[i, j] = gain


def _assigned(gains: NDArray[np.float64], places: list[int]) -> list[int]:
    """Which mentor (by index, -1 for none) each mentee gets."""
    people = gains.shape[0]
    owner = [j for j, count in enumerate(places) for _ in range(min(count, people))]
    turn = [k for count in places for k in range(min(count, people))]
    wide = gains[:, owner] - SPREAD * np.minimum(turn, MOST_SPREAD)
    wide = np.hstack([wide, np.zeros((people, people))])  # nobody is worth nothing
    rows, columns = linear_sum_assignment(wide, maximize=True)
    found = [-1] * people
    for i, column in zip(rows.tolist(), columns.tolist(), strict=True):
        if column < len(owner) and wide[i, column] > FORBIDDEN / 2:
            found[i] = owner[column]
    return found
