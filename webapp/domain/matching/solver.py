"""The best pairs for the whole pool at once. It suggests; it never introduces.

What it maximises, the first before the second and so on:

1. locks, then musts, that no rule forbids and for which there is a place;
2. how many mentees are placed;
3. how many of those are placed who come first, then of those who were left out of most rounds, and so on;
4. the sum of the scores, less `SPREAD` for the second mentee of one mentor, twice that for the third …: of pairs that
   are about equally good the mentor with fewer mentees gets the next one.

2 to 4 are one sum: a mentee's place is worth more, the higher their tier, in steps that no sum of scores reaches. The
sets of mentees who can all be placed at once are a matroid (Edmonds and Fulkerson 1965), and in a matroid whatever is
best by such a sum is as large as any, and best in each tier from the highest down.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from webapp.domain.matching.assignment import NOBODY, Floats, Indices, Problem, assign
from webapp.domain.matching.pool import Person, Pool
from webapp.domain.matching.table import UNIT, Table

SPREAD = 0.001  # what each further mentee of a mentor costs
MOST_SPREAD = 10  # times SPREAD at most: spreading costs no mentee more than 0.01 of a score
MOST_ROUNDS = 5  # left out of more rounds counts as of this many


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

    A lock goes before a must, and a rule (or a skip) before both: who cannot have their mentor may get another. The
    same pool gives the same pairs, in whatever order its people came. It takes a second of the processor for 2,000
    mentees: a server calls `aside.solve_aside`.
    """
    table = Table.of(pool)
    values = allowed(table, skipped)
    found = held(table, values, locked or {})
    free = np.flatnonzero(found < 0)
    found[free] = assign(problem(table, values[free] if len(free) < len(found) else values, free, found))
    return _solution(table, values, found)


def allowed(table: Table, skipped: Collection[tuple[int, int]]) -> Floats:
    """All scores, -inf for who cannot be paired and for who is skipped."""
    if not skipped:
        return table.values
    values = table.values.copy()
    values[table.places_of(skipped)] = -np.inf
    return values


def held(table: Table, values: Floats, locked: Mapping[int, int]) -> Indices:
    """The columns of the mentees who are locked, or must be with one mentor; -1 for the others."""
    found = np.full(len(table.mentees), NOBODY, np.intp)
    left = [person.places for person in table.mentors]
    musts = [couple for couple in sorted(table.pool.musts) if couple[0] not in locked]
    for mentee, mentor in [*sorted(locked.items()), *musts]:
        i, j = table.row_of.get(mentee), table.column_of.get(mentor)
        if i is not None and j is not None and found[i] < 0 and left[j] > 0 and np.isfinite(values[i, j]):
            found[i] = j
            left[j] -= 1
    return found


def problem(table: Table, values: Floats, free: Indices, held: Indices) -> Problem:
    """What is to be assigned to the `free` mentees, beside those who are `held` where they are."""
    taken = Counter(held[held >= 0].tolist())
    places = [min(person.places - taken[j], len(free)) for j, person in enumerate(table.mentors)]
    turns = np.arange(max(places, default=0))[None, :] + np.array([[taken[j]] for j in range(len(places))]).reshape(
        -1, 1
    )
    step = 2 * (len(table.mentees) + 1) * UNIT
    return Problem(
        unit=UNIT,
        values=values,
        bonuses=np.array([step * (1 + tier(table.mentees[i])) for i in free], np.float64),
        places=np.array(places, np.intp),
        costs=SPREAD * UNIT * np.minimum(turns, MOST_SPREAD).astype(np.float64),
    )


def tier(mentee: Person) -> int:
    """Who goes before others where there is not a place for everybody: the higher."""
    return MOST_ROUNDS + 1 if mentee.comes_first else min(MOST_ROUNDS, mentee.rounds_left_out)


def _solution(table: Table, values: Floats, found: Indices) -> Solution:
    choices = tuple(
        Choice(table.mentees[i].enrollment_id, table.mentors[j].enrollment_id, float(values[i, j]) / UNIT)
        for i, j in enumerate(found.tolist())
        if j >= 0
    )
    unplaced = tuple(table.mentees[i].enrollment_id for i in np.flatnonzero(found < 0))
    return Solution(choices, unplaced, sum(round(choice.score * UNIT) for choice in choices) / UNIT)
