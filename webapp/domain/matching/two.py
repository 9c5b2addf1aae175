"""What speaks for two who are a pair already, from what the two have answered, in one query: for their own page."""

from __future__ import annotations

from db.models import Enrollment, Wish
from webapp.domain.matching import reasons, weights
from webapp.domain.matching.pool import Pool, person
from webapp.domain.matching.reasons import Reason


def reasons_of(mentee: Enrollment, mentor: Enrollment) -> list[Reason]:
    """What speaks for the two, what counts most first; a wish only where both had it.

    Nothing is loaded of which the two are told nothing: a mentee's order of mentors, the program's own questions, its
    weights (the order is the default's), whether they know each other.
    """
    ours, theirs = person(mentee), person(mentor)
    both = (ours.member_id, theirs.member_id)
    is_mutual = Wish.is_mutual(mentee.program_id, *both)
    pool = Pool(
        mentees=(ours,),
        mentors=(theirs,),
        weights=weights.PRESETS[weights.DEFAULT],
        wishes=frozenset((both, both[::-1])) if is_mutual else frozenset(),
    )
    return reasons.between(pool, ours, theirs)
