"""Pools without a database: Alice mentors Bob, Charlie is the stranger, who is in none."""

from typing import Any

from webapp.domain.matching import weights
from webapp.domain.matching.pool import Person, Pool

ALICE, BOB, CHARLIE, DANA, EMIL = 1, 2, 3, 4, 5


def person(member_id: int, **columns: Any) -> Person:
    """Somebody whose enrollment's id is ten times the member's."""
    return Person(**{"enrollment_id": member_id * 10, "member_id": member_id, **columns})


def bob(**columns: Any) -> Person:
    return person(BOB, **columns)


def alice(**columns: Any) -> Person:
    return person(ALICE, **columns)


def pool_of(mentees: list[Person], mentors: list[Person], **columns: Any) -> Pool:
    return Pool(**{"weights": weights.PRESETS["balanced"], **columns}, mentees=tuple(mentees), mentors=tuple(mentors))
