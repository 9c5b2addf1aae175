"""The best for what is still open in a draft, around what the admin has accepted and locked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from db.database import writing
from db.models import Round, Suggestion
from db.models.suggestion import NEARLY
from webapp.domain.errors import ChangedMeanwhile
from webapp.domain.threads import in_thread

if TYPE_CHECKING:
    from webapp.domain.matching.alternatives import Alternative
    from webapp.domain.matching.pool import Person, Pool
    from webapp.domain.matching.solver import Solution

TRIES = 3
MOST_ALTERNATIVES = 10


@dataclass(frozen=True)
class Problem:
    """What is left to solve: the pool as far as it still holds, what stays, and what the admin has skipped."""

    pool: Pool
    locked: dict[int, int]  # mentee → mentor
    skipped: frozenset[tuple[int, int]]
    rows: dict[int, Suggestion]  # by the mentee's enrollment


def snapshot(draft: Round) -> Pool:
    """The pool as it was when the round was made."""
    return _unpacked(draft.id, bytes(draft.inputs))


def solve_again(draft: Round) -> int:
    """Find the best for all that is neither accepted nor locked; how many rows came out differently.

    The reckoning holds no lock. If somebody changes the draft meanwhile it is done again, three times at most:
    then ChangedMeanwhile.
    """
    from webapp.domain.matching.aside import solve_aside

    for _ in range(TRIES):
        version = Round.select(Round.version).where(Round.id == draft.id).scalar()
        problem = problem_of(draft)
        solution = solve_aside(problem.pool, locked=problem.locked, skipped=problem.skipped)
        changed = _store(draft, version, problem, solution)
        if changed is not None:
            return changed
    raise ChangedMeanwhile


def alternatives(draft: Round, suggestion: Suggestion, most: int = MOST_ALTERNATIVES) -> list[Alternative]:
    """Other mentors for a mentee, each with what the whole would lose, the best first."""
    from webapp.domain.matching import alternatives as others
    from webapp.domain.matching.aside import solve_aside

    problem, mentee = problem_of(draft, opened=suggestion), suggestion.mentee_id
    if mentee not in people(problem.pool.mentees):  # no longer waiting
        return []
    held: dict[str, Any] = {"locked": problem.locked, "skipped": problem.skipped}
    solution = solve_aside(problem.pool, **held)
    return in_thread(others.of, problem.pool, solution, mentee, **held, most=most)


def problem_of(draft: Round, opened: Suggestion | None = None) -> Problem:
    """The draft as the solver takes it. The row `opened` is in it as it stands, whether or not it is fixed."""
    from webapp.domain.matching import pool as pools

    looked_at = opened.id if opened else None
    rows = {row.mentee_id: row for row in Suggestion.select().where(Suggestion.round == draft)}
    pool = _still_possible(snapshot(draft), pools.of_program(draft.program))
    fixed = [row for row in rows.values() if row.is_fixed or (row.id == looked_at and row.mentor_id)]
    locked = _that_hold(pool, sorted(fixed, key=lambda row: (row.state != "accepted", row.id)))
    # Who is fixed to somebody that can no longer be theirs stands as it is, for the admin to see, and takes no place.
    stuck = {row.mentee_id for row in fixed if row.id != looked_at} - locked.keys()
    return Problem(
        pool=pool.changed(mentees=tuple(person for person in pool.mentees if person.enrollment_id not in stuck)),
        locked=locked,
        skipped=frozenset((row.mentee_id, mentor) for row in rows.values() for mentor in row.skipped),
        rows=rows,
    )


def people(persons: Iterable[Person]) -> dict[int, Person]:
    """Some people of a pool by their enrollment's id."""
    return {person.enrollment_id: person for person in persons}


def _still_possible(then: Pool, now: Pool) -> Pool:
    """A pool without who has gone, which places were taken and what is forbidden since; nobody new comes in."""
    waiting, free = people(now.mentees), people(now.mentors)
    mentees = tuple(person for person in then.mentees if person.enrollment_id in waiting)
    mentors = tuple(
        replace(person, places=min(person.places, free[person.enrollment_id].places))
        for person in then.mentors
        if person.enrollment_id in free
    )
    musts = frozenset((mentee, mentor) for mentee, mentor in then.musts if mentee in waiting and mentor in free)
    forbidden = {**then.forbidden, **now.forbidden}
    return then.changed(mentees=mentees, mentors=mentors, musts=musts, forbidden=forbidden)


def _that_hold(pool: Pool, fixed: Sequence[Suggestion]) -> dict[int, int]:
    """Of the fixed ones those that can still be introduced, the first ones first where a mentor has too few places."""
    from webapp.domain.matching import rules

    mentees, mentors, taken = people(pool.mentees), people(pool.mentors), Counter[int]()
    held: dict[int, int] = {}
    for row in fixed:
        mentee, mentor = mentees.get(row.mentee_id), mentors.get(row.mentor_id)
        if not mentee or not mentor or taken[row.mentor_id] >= mentor.places:
            continue
        if rules.forbids(pool, mentee, mentor) is None:
            held[row.mentee_id] = row.mentor_id
            taken[row.mentor_id] += 1
    return held


def standing(problem: Problem) -> Solution:
    """What stands on the board, as the solver would have given it."""
    from webapp.domain.matching.solver import Choice, Solution

    rows = [problem.rows[person.enrollment_id] for person in problem.pool.mentees]
    placed = [row for row in rows if row.mentor_id]
    return Solution(
        choices=tuple(Choice(row.mentee_id, row.mentor_id, row.score) for row in placed),
        unplaced=tuple(row.mentee_id for row in rows if not row.mentor_id),
        total=sum(row.score for row in placed),
    )


def _store(draft: Round, version: Any, problem: Problem, solution: Solution) -> int | None:
    """Write what came out; None if the draft is no longer the one that was reckoned with."""
    found = {choice.mentee: choice for choice in solution.choices}
    changed = 0
    with writing():
        fresh = Round.locked(draft.id)
        if fresh.version != version or not fresh.is_draft:
            return None
        for row in problem.rows.values():
            choice = found.get(row.mentee_id)
            mentor, score = (choice.mentor, choice.score) if choice else (None, 0.0)
            if row.is_fixed or (mentor == row.mentor_id and abs(score - row.score) < NEARLY):
                continue
            cost = row.cost if row.skipped else 0.0
            values = {"mentor": mentor, "score": score, "cost": cost, "refusal": ""}
            changed += Suggestion.update(**values).where(Suggestion.id == row.id).execute()
        Round.update(version=Round.version + 1).where(Round.id == draft.id).execute()
    return changed


@lru_cache(maxsize=4)  # a board is looked at many times while it is worked on; what was packed never changes
def _unpacked(round_id: int, inputs: bytes) -> Pool:
    from webapp.domain.matching import pool as pools

    return in_thread(pools.unpack, inputs)
