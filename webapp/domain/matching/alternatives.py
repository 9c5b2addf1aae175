"""Whom else a mentee could get, and what each change costs the whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from webapp.domain.matching import parts, rules
from webapp.domain.matching.pool import Person, Pool
from webapp.domain.matching.solver import Solution, solve


@dataclass(frozen=True)
class Alternative:
    """A mentor (enrollment id) for a mentee. `cost` is what the sum of scores loses if these two are together.

    `displaces` is the mentee (enrollment id) who has the place now and would get another, or none.
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
    """The mentors who fit a mentee (enrollment id) best, without the suggested one, best first."""
    person = next(one for one in pool.mentees if one.enrollment_id == mentee)
    now = {choice.mentee: choice.mentor for choice in solution.choices}
    possible = [
        mentor
        for mentor in pool.mentors
        if mentor.enrollment_id != now.get(mentee)
        and (mentee, mentor.enrollment_id) not in skipped
        and not rules.forbids(pool, person, mentor)
    ]
    possible.sort(key=lambda mentor: (-parts.score(pool, person, mentor), mentor.enrollment_id))
    return [_alternative(pool, solution, person, mentor, locked, skipped) for mentor in possible[:most]]


def _alternative(
    pool: Pool,
    solution: Solution,
    mentee: Person,
    mentor: Person,
    locked: Mapping[int, int],
    skipped: Collection[tuple[int, int]],
) -> Alternative:
    changed = solve(pool, locked={**locked, mentee.enrollment_id: mentor.enrollment_id}, skipped=skipped)
    before = {c.mentee for c in solution.choices if c.mentor == mentor.enrollment_id}
    after = {c.mentee for c in changed.choices if c.mentor == mentor.enrollment_id}
    gone = sorted(before - after)
    score, cost = parts.score(pool, mentee, mentor), solution.total - changed.total
    return Alternative(mentor.enrollment_id, score, cost, gone[0] if gone else None)
