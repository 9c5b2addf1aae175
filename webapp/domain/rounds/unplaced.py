"""Why nobody was found for some mentees of a draft, and which change would help."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from db.models import Enrollment, Round, Suggestion
from webapp.domain.rounds import solving

if TYPE_CHECKING:
    from webapp.domain.matching.explanations import Cause

MOST_NAMED = 8  # people of one change


@dataclass(frozen=True)
class Why:
    """The causes by the mentee's enrollment, and the names of whom their changes name, by enrollment too."""

    causes: dict[int, list[Cause]] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)


def why(draft: Round, suggestions: Iterable[Suggestion]) -> Why:
    """Why those who have no mentor have none, as the board stands; who no longer waits is left out."""
    from webapp.domain.matching import explanations

    without = [row.mentee_id for row in suggestions if not row.mentor_id]
    if not without:
        return Why()
    problem = solving.problem_of(draft)
    pool, standing = problem.pool, solving.standing(problem)
    there = solving.people(pool.mentees)
    causes = {mentee: explanations.why_unplaced(pool, standing, mentee) for mentee in without if mentee in there}
    changes = [cause.change for some in causes.values() for cause in some if cause.change]
    return Why(causes, Enrollment.names_of({number for change in changes for number in change.people[:MOST_NAMED]}))
