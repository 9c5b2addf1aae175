"""What speaks for two who are a pair already, from what the two have answered, in one query: for their own page."""

from __future__ import annotations

from db.models import Enrollment, Wish
from webapp.domain.matching import reasons, weights
from webapp.domain.matching.pool import Person, Pool
from webapp.domain.matching.reasons import Reason


def reasons_of(mentee: Enrollment, mentor: Enrollment) -> list[Reason]:
    """What speaks for the two, what counts most first; a wish only where both had it.

    Nothing is loaded of which the two are told nothing: a mentee's order of mentors, the program's own questions, its
    weights (the order is the default's), whether they know each other.
    """
    ours, theirs = _person(mentee), _person(mentor)
    both = (ours.member_id, theirs.member_id)
    is_mutual = Wish.is_mutual(mentee.program_id, *both)
    pool = Pool(
        mentees=(ours,),
        mentors=(theirs,),
        weights=weights.PRESETS[weights.DEFAULT],
        wishes=frozenset((both, both[::-1])) if is_mutual else frozenset(),
    )
    return reasons.between(pool, ours, theirs)


def _person(row: Enrollment) -> Person:
    return Person(
        enrollment_id=row.id,
        member_id=row.member_id,
        topics=tuple(row.topics),
        goal=row.goal,
        experience=row.experience,
        languages=tuple(row.languages),
        location=row.location,
        profession=row.profession,
        education=row.education,
        availability=tuple(row.availability),
        time_zone=row.time_zone,
        working_style=dict(row.working_style),
    )
