"""Whom else a mentee could get, and what each change costs the whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from webapp.domain.matching import solver
from webapp.domain.matching.assignment import NOBODY, Indices
from webapp.domain.matching.exchanges import Exchanges
from webapp.domain.matching.pool import Pool
from webapp.domain.matching.solver import Solution
from webapp.domain.matching.table import UNIT, Table


@dataclass(frozen=True)
class Alternative:
    """A mentor (enrollment id) for a mentee. `cost` is what the sum of scores loses if these two are together.

    It may be a little less than nothing: the solver also spreads mentees over mentors. `displaces` is the mentee
    (enrollment id) who has the place now and would get another, or none.
    """

    mentor: int
    score: float
    cost: float
    displaces: int | None


def of(
    pool: Pool,
    solution: Solution,
    mentee: int,
    *,
    locked: Mapping[int, int],
    skipped: Collection[tuple[int, int]],
    most: int = 10,
) -> list[Alternative]:
    """The mentors whom a mentee (enrollment id) could get instead, who fit best first.

    `solution` is what `solve` gave for the pool with these locks and skips. Nobody who is locked is moved but the
    mentee; a mentor all of whose places are locked is left out. All costs come of one search, a tenth of a second for
    500 mentees.
    """
    table = Table.of(pool)
    if mentee not in table.row_of:
        return []
    free, exchanges = _exchanges(table, solution, mentee, locked, skipped)
    now = {choice.mentee: choice.mentor for choice in solution.choices}.get(mentee, 0)
    scores = exchanges.problem.values[exchanges.moved]
    found: list[Alternative] = []
    for j in np.argsort(-scores, kind="stable").tolist():
        mentor = table.mentors[j].enrollment_id
        chain = exchanges.chain(j) if mentor != now and len(found) < most else None
        if chain:
            displaced = None if chain.first is None else table.mentees[free[chain.first]].enrollment_id
            found.append(Alternative(mentor, float(scores[j]) / UNIT, -chain.change / UNIT, displaced))
    return found


def _exchanges(
    table: Table, solution: Solution, mentee: int, locked: Mapping[int, int], skipped: Collection[tuple[int, int]]
) -> tuple[Indices, Exchanges]:
    """The exchanges among the mentees (by row) who are free to move, of whom this one is."""
    values, row = solver.allowed(table, skipped), table.row_of[mentee]
    held = solver.held(table, values, {one: other for one, other in locked.items() if one != mentee})
    held[row] = NOBODY
    free = np.flatnonzero(held < 0)
    now = np.full(len(held), NOBODY, np.intp)
    for choice in solution.choices:
        now[table.row_of[choice.mentee]] = table.column_of[choice.mentor]
    problem = solver.problem(table, values[free], free, held)
    return free, Exchanges(problem, now[free], int(np.searchsorted(free, row)))
