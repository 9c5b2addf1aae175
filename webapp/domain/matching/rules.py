"""What forbids that two people are paired: rules, not weights."""

from __future__ import annotations

from webapp.domain.matching.pool import Person, Pool


def forbids(pool: Pool, mentee: Person, mentor: Person) -> str | None:
    """Why these two cannot be paired, or None.

    `same_person`, `introduced` (once before), `block`, `never` (one of the two said so), `rule` (an admin's own),
    `no_language` (both said what they speak, and share none), `no_places`.
    """
    if mentee.member_id == mentor.member_id:
        return "same_person"
    if found := pool.forbidden.get((mentee.enrollment_id, mentor.enrollment_id)):
        return found
    if mentee.languages and mentor.languages and not set(mentee.languages) & set(mentor.languages):
        return "no_language"
    return "no_places" if mentor.places < 1 else None
