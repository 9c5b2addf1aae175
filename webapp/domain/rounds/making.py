"""A new round: everybody who waits, as they answered today, and the best mentor for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.database import writing
from db.models import Enrollment, Member, Program, Round, Suggestion
from webapp.domain import audit
from webapp.domain.errors import ProgramIsClosed, WrongState
from webapp.domain.threads import in_thread

if TYPE_CHECKING:
    from webapp.domain.matching.pool import Pool
    from webapp.domain.matching.solver import Solution

ROWS = 500  # of one statement


@dataclass(frozen=True)
class Prospect:
    """Whether a round can be made: who waits, and for how many of them there is a place."""

    mentees: int
    mentors: int  # with a free place
    places: int


def prospect(program: Program) -> Prospect:
    """What a round would have to work with now, in two queries."""
    mentors = Enrollment.mentors_in_play(program).where(Member.deactivated_at.is_null())
    free = [places for row in mentors if (places := row.capacity - row.places_taken) > 0]
    waiting = Enrollment.waiting_mentees(program).where(Member.deactivated_at.is_null())
    return Prospect(mentees=waiting.count(), mentors=len(free), places=sum(free))


def make(*, admin: Member, program: Program, replaces: int | None = None) -> Round:
    """A draft with a suggestion for each mentee who waits. The draft `replaces` (a round's id) is discarded.

    Where another draft is in work it is returned as it is: a double click makes one, and nobody's work is lost.
    Raises ProgramIsClosed, or WrongState where nobody waits or there is no place.
    """
    from webapp.domain.matching import pool as pools
    from webapp.domain.matching.aside import solve_aside

    if not program.is_walked:
        raise ProgramIsClosed
    pool = pools.of_program(program)
    if not pool.mentees or not pool.mentors:
        raise WrongState
    inputs, solution = in_thread(pools.pack, pool), solve_aside(pool)
    with writing():
        Program.locked(program.id)
        present = Round.draft_of(program)
        if present and present.id != replaces:
            return present
        if present:
            _put_away(present)
        made = Round.create(program=program, inputs=inputs, made_by=admin, figures=_figures(pool, solution))
        _suggest(made, pool, solution)
        figures = {"mentees": len(pool.mentees), "mentors": len(pool.mentors)}
        audit.record("round.made", by=admin, of=made, group=program.group_id, program=program.id, **figures)
    return made


def discard(*, draft: Round, actor: Member) -> None:
    """Put a draft away, with everything in it. Raises WrongState if it is none, or if introductions went out of it."""
    with writing():
        fresh = Round.locked(draft.id)
        if not fresh.is_draft:
            raise WrongState
        _put_away(fresh)
        program = Program.get_by_id(fresh.program_id)
        audit.record("round.discarded", by=actor, of=fresh, group=program.group_id, program=program.id)


def _put_away(draft: Round) -> None:
    """What somebody answered is kept for a record only, and a discarded draft is none."""
    mine = Suggestion.round == draft
    if Suggestion.select().where(mine & (Suggestion.state == "published")).exists():
        raise WrongState
    Suggestion.delete().where(mine).execute()
    Round.update(state="discarded", inputs=b"").where(Round.id == draft.id).execute()


def _suggest(made: Round, pool: Pool, solution: Solution) -> None:
    chosen = {choice.mentee: choice for choice in solution.choices}
    rows = []
    for person in pool.mentees:
        choice = chosen.get(person.enrollment_id)
        mentor, score = (choice.mentor, choice.score) if choice else (None, 0.0)
        rows.append(
            {"round": made, "mentee": person.enrollment_id, "mentor": mentor, "proposed": mentor, "score": score}
        )
    for start in range(0, len(rows), ROWS):
        Suggestion.insert_many(rows[start : start + ROWS]).execute()


def _figures(pool: Pool, solution: Solution) -> dict[str, float]:
    return {
        "mentees": len(pool.mentees),
        "mentors": len(pool.mentors),
        "places": sum(mentor.places for mentor in pool.mentors),
        "placed": len(solution.choices),
        "total": round(sum(choice.score for choice in solution.choices), 4),
    }
