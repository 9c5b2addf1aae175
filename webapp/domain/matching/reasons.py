"""Why two people fit, why not, and what they have in common, as data; `templates/pairing/_reason.html` words it.

| kind | values |
| --- | --- |
| `topics` | the mentee's topics that the mentor offers, as the mentee wrote them |
| `goals`, `experience`, `answers` | words of the mentee's that both used; from what was written for the admin's eyes |
| `style` | how many answers are alike, of how many that both gave |
| `hours` | `SharedTime`s in the mentee's zone |
| `languages` | ISO 639-1 codes |
| `place` | the town, or the region or country that both name |
| `profession`, `education` | as the mentee wrote it |
| `wish` | who wishes: `mentee`, `mentor`, or both |
| `ranking` | 1, 2 or 3: the mentee's own order |
| `acquaintances` | `known`: they know each other, which the program wants |
| `no_language`, `no_hours`, `no_topic` | none |
| `few_hours` | hours a week, a number |
| `know_each_other` | none: they know each other, and the program wants new acquaintances |
| `people` | how many people both know; who they are is not told |
"""

from __future__ import annotations

from webapp.domain.matching import parts
from webapp.domain.matching.parts import Reason
from webapp.domain.matching.pool import Person, Pool

__all__ = ["Reason", "between", "doubts", "in_common"]

FEW_HOURS = 2.0


def between(pool: Pool, mentee: Person, mentor: Person) -> list[Reason]:
    """What speaks for the two, what counts most first."""
    found = [part(pool, mentee, mentor) for part in (parts.ANSWERED | parts.SAID).values()]
    named = [reason for reason in found if reason and reason.weight and reason.values and not parts.is_against(reason)]
    return sorted(named, key=lambda reason: -reason.weight * pool.weights.get(reason.kind, 0.0))


def doubts(pool: Pool, mentee: Person, mentor: Person) -> list[Reason]:
    """What makes it harder for the two, though not impossible. Nothing is said of what either left open."""
    found = (_no_language(pool, mentee, mentor), _few_hours(mentee, mentor), _no_topic(pool, mentee, mentor))
    acquainted = parts.acquaintances(pool, mentee, mentor)
    known = Reason("know_each_other", 1.0) if acquainted and parts.is_against(acquainted) else None
    return [reason for reason in (*found, known) if reason]


def in_common(pool: Pool, mentee: Person, mentor: Person) -> list[Reason]:
    """The elements that two have in common: how many people both know, the place, the school, the profession."""
    same = (parts.place, parts.education, parts.profession)
    found = [_people(pool, mentee, mentor), *(part(pool, mentee, mentor) for part in same)]
    return [reason for reason in found if reason and reason.weight]


def _people(pool: Pool, mentee: Person, mentor: Person) -> Reason | None:
    both = pool.acquainted.get(mentee.member_id, set()) & pool.acquainted.get(mentor.member_id, set())
    return Reason("people", 1.0, (len(both),)) if both else None


def _no_language(pool: Pool, mentee: Person, mentor: Person) -> Reason | None:
    found = parts.languages(pool, mentee, mentor)
    return Reason("no_language", 1.0) if found and not found.values else None


def _few_hours(mentee: Person, mentor: Person) -> Reason | None:
    if not (mentee.availability and mentor.availability):
        return None
    shared = parts.hours_a_week(mentee, mentor)
    if shared == 0:
        return Reason("no_hours", 1.0)
    return Reason("few_hours", 1 - shared / parts.ENOUGH_HOURS, (shared,)) if shared <= FEW_HOURS else None


def _no_topic(pool: Pool, mentee: Person, mentor: Person) -> Reason | None:
    found = parts.topics(pool, mentee, mentor)
    return Reason("no_topic", 1.0) if found and not found.values else None
