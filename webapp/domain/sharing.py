"""What two people may read of each other before they are introduced, where mentees choose.

It is what their enrollment said a partner reads: not the goal, the ways of working, the wishes or the answers to the
program's own questions, which are for the admins who pair, even where these speak for the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from db.models import Enrollment

if TYPE_CHECKING:
    from webapp.domain.matching.parts import Reason

KINDS = ("topics", "languages", "hours", "place", "profession", "education")  # of reasons


def reasons_between(
    mentees: Sequence[Enrollment], mentors: Sequence[Enrollment]
) -> dict[tuple[int, int], list[Reason]]:
    """What speaks for each mentee and mentor of a program, of what both may know, what counts most first.

    By the two enrollments' ids, in a fixed number of queries.
    """
    from webapp.domain.matching import pool, reasons

    if not (mentees and mentors):
        return {}
    found = pool.of_enrollments(mentees[0].program, mentees, mentors)
    return {
        (mentee.enrollment_id, mentor.enrollment_id): [
            reason for reason in reasons.between(found, mentee, mentor) if reason.kind in KINDS
        ]
        for mentee in found.mentees
        for mentor in found.mentors
    }


def best_for(mentee: Enrollment, mentors: Iterable[Enrollment]) -> list[Enrollment]:
    """Those of these mentors who can talk with a mentee, who fits best first; the same for the same answers."""
    from webapp.domain.matching import parts, pool, rules

    rows = {mentor.id: mentor for mentor in mentors}
    found = pool.of_enrollments(mentee.program, [mentee], rows.values())
    person = found.mentees[0]
    scores = {
        mentor.enrollment_id: parts.score(found, person, mentor)
        for mentor in found.mentors
        if rules.forbids(found, person, mentor) is None
    }
    return [rows[number] for number in sorted(scores, key=lambda number: (-scores[number], number))]
