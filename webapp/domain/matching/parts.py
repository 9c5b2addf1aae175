"""What speaks for two people: each part is one small function of the pool, a mentee and a mentor; no queries, no NumPy.

A part returns a `Reason`: how strongly it holds for these two (0-1) and the values that its sentence names (none: it
counts, but there is nothing to say), or None where either has left it open. `score` makes one number of them all.

The parts of `ANSWERED` are about what people have answered. Those of `SAID` hold only for the few two of whom somebody
has said something; the others are left as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import sqrt
from typing import Any

from webapp.domain.availability import overlap, shared_hours, week
from webapp.domain.matching import keys
from webapp.domain.matching.pool import Person, Pool
from webapp.domain.matching.rarity import KEYS, Scale

ENOUGH_HOURS = 6.0  # free hours in common a week, beyond which more make no difference
ALIKE = 1  # answers on the scale of 1 to 5 that are this near count as alike
LIKENESS = (1.0, 0.75, 0.25, 0.0, 0.0)  # of two answers that are 0, 1 … 4 apart
SAME_REGION = 0.4  # another town, but what follows a comma is the same
ENOUGH_ALIKE = 0.5  # the cosine of two texts, beyond which more makes no difference: nobody writes the same twice
RANKS = {1: 1.0, 2: 2 / 3, 3: 1 / 3}


@dataclass(frozen=True)
class Reason:
    """One thing that speaks for two people (or against them), how strongly (0-1), and what its sentence names."""

    kind: str
    weight: float
    values: tuple[Any, ...] = ()


Part = Callable[[Pool, Person, Person], Reason | None]


def topics(pool: Pool, mentee: Person, mentor: Person) -> Reason | None:
    """What the mentee wants and the mentor offers, as the mentee wrote it; the share of the wanted, by rarity."""
    wanted, offered = KEYS["topics"](mentee), KEYS["topics"](mentor)
    if not (wanted and offered):
        return None
    named = tuple(topic for topic in mentee.topics if keys.tag(topic) in offered)
    return Reason("topics", pool.rarity.topics.sum(wanted & offered) / pool.rarity.topics.sum(wanted), named)


def goals(pool: Pool, mentee: Person, mentor: Person) -> Reason | None:
    """How much of the same their goals speak of; the values are the mentee's words that both used."""
    return _texts("goals", pool.rarity.goals, mentee, mentor, mentee.goal)


def experience(pool: Pool, mentee: Person, mentor: Person) -> Reason | None:
    """How much of what they have been through is alike; the values are the mentee's words that both used."""
    return _texts("experience", pool.rarity.experience, mentee, mentor, mentee.experience)


def answers(pool: Pool, mentee: Person, mentor: Person) -> Reason | None:
    """The same of the program's own questions."""
    return _texts("answers", pool.rarity.answers, mentee, mentor, " ".join(mentee.answers.values()))


def style(pool: Pool, mentee: Person, mentor: Person) -> Reason | None:
    """How alike they answer the questions on ways of working that both answered: `(alike, all)` if half are."""
    both = sorted(mentee.working_style.keys() & mentor.working_style.keys())
    if not both:
        return None
    apart = [min(4, abs(mentee.working_style[key] - mentor.working_style[key])) for key in both]
    alike = sum(distance <= ALIKE for distance in apart)
    likeness = sum(LIKENESS[distance] for distance in apart) / len(both)
    return Reason("style", likeness, (alike, len(both)) if alike * 2 >= len(both) else ())


def languages(pool: Pool, mentee: Person, mentor: Person) -> Reason | None:
    """The languages (ISO 639-1 codes) that both speak; one is much, all that the mentee speaks is everything."""
    spoken, offered = KEYS["languages"](mentee), KEYS["languages"](mentor)
    if not (spoken and offered):
        return None
    named = tuple(code for code in mentee.languages if code in offered)
    share = pool.rarity.languages.sum(spoken & offered) / pool.rarity.languages.sum(spoken)
    return Reason("languages", (1 + share) / 2 if named else 0.0, named)


def hours(pool: Pool, mentee: Person, mentor: Person) -> Reason | None:
    """When both are free, as `SharedTime`s in the mentee's zone; full from six hours a week."""
    if not (mentee.availability and mentor.availability):
        return None
    shared = overlap(mentee.availability, mentee.time_zone, mentor.availability, mentor.time_zone)
    return Reason("hours", min(1.0, hours_a_week(mentee, mentor) / ENOUGH_HOURS), tuple(shared))


def place(pool: Pool, mentee: Person, mentor: Person) -> Reason | None:
    """The town that both live in, or, counting less, the region or country that both name after a comma."""
    ours, theirs = keys.parts_of(mentee.location), keys.parts_of(mentor.location)
    if not (any(ours) and any(theirs)):
        return None
    written = [part.strip() for part in mentee.location.split(",")]
    if ours[0] and ours[0] == theirs[0]:
        return Reason("place", 1.0, (written[0],))
    shared = [name for name, key in zip(written[1:], ours[1:], strict=True) if key and key in theirs[1:]]
    return Reason("place", SAME_REGION if shared else 0.0, tuple(shared[:1]))


def profession(pool: Pool, mentee: Person, mentor: Person) -> Reason | None:
    """Both have the same profession."""
    return _same("profession", mentee.profession, mentor.profession)


def education(pool: Pool, mentee: Person, mentor: Person) -> Reason | None:
    """Both learned the same, or at the same school."""
    return _same("education", mentee.education, mentor.education)


def wish(pool: Pool, mentee: Person, mentor: Person) -> Reason | None:
    """One named the other, or both did: `("mentee",)`, `("mentor",)` or `("mentee", "mentor")` by who wishes."""
    one, other = mentee.member_id, mentor.member_id
    who = tuple(role for role, two in (("mentee", (one, other)), ("mentor", (other, one))) if two in pool.wishes)
    return Reason("wish", len(who) / 2, who) if who else None


def ranking(pool: Pool, mentee: Person, mentor: Person) -> Reason | None:
    """The mentee would like this mentor best (1), next (2) or third (3)."""
    rank = pool.rankings.get((mentee.enrollment_id, mentor.enrollment_id), 0)
    return Reason("ranking", RANKS[rank], (rank,)) if rank in RANKS else None


def acquaintances(pool: Pool, mentee: Person, mentor: Person) -> Reason | None:
    """They know each other, where the program prefers (or avoids) that; either one's word is enough."""
    if pool.acquaintances == "either" or mentor.member_id not in pool.acquainted.get(mentee.member_id, ()):
        return None
    return Reason("acquaintances", 1.0, (pool.acquaintances,))


ANSWERED: dict[str, Part] = {
    "topics": topics, "goals": goals, "experience": experience, "style": style, "hours": hours, "languages": languages,
    "place": place, "profession": profession, "education": education, "answers": answers,
}  # fmt: skip
SAID: dict[str, Part] = {"wish": wish, "ranking": ranking, "acquaintances": acquaintances}


def _has_none(keys_of: Callable[[Person], frozenset[str]]) -> Callable[[Person], bool]:
    return lambda person: not keys_of(person)


# Whether somebody has left open what a part is about.
IS_OPEN: dict[str, Callable[[Person], bool]] = {
    **{name: _has_none(keys_of) for name, keys_of in KEYS.items()},
    "style": lambda person: not person.working_style,
    "hours": lambda person: not person.availability,
    "place": lambda person: not any(keys.parts_of(person.location)),
    "profession": lambda person: not keys.plain(person.profession),
    "education": lambda person: not keys.plain(person.education),
}

# What two people of a program usually reach in a part: what it counts where only the mentor has left it open.
USUAL = {
    "topics": 0.2, "goals": 0.1, "experience": 0.1, "style": 0.6, "hours": 0.5, "languages": 0.8, "place": 0.2,
    "profession": 0.1, "education": 0.1, "answers": 0.1,
}  # fmt: skip


def score(pool: Pool, mentee: Person, mentor: Person) -> float:
    """How well two fit, 0-1: the mean of the parts, weighed, over what the *mentee* has answered.

    What the mentee left open counts neither for nor against any mentor. What only the mentor left open counts as much
    as it usually comes to: a mean over what both answered would prefer mentors who say little to those who say a lot
    and differ in something. So that nobody who answered hardly anything fits perfectly, the mean is over half of all
    weights at least. A wish, a rank or (where the program wants it) an acquaintance counts as one part more that holds
    fully, with as much weight as it is strong, so it never makes a score less; an acquaintance where the program wants
    new ones counts as one that does not hold at all.
    """
    held, most = 0.0, base(pool, mentee)
    for name, part in ANSWERED.items():
        weight = pool.weights.get(name, 0.0)
        if weight and not IS_OPEN[name](mentee):
            reason = part(pool, mentee, mentor)
            held += weight * (reason.weight if reason else USUAL[name])
    more, less = said(pool, mentee, mentor)
    return (held + more) / (most + more + less) if most + more else 0.0


def base(pool: Pool, mentee: Person) -> float:
    """The weights over which a mentee's scores are a mean."""
    all_weights = sum(pool.weights.get(name, 0.0) for name in ANSWERED)
    return max(all_weights / 2, sum(pool.weights.get(name, 0.0) for name in ANSWERED if not IS_OPEN[name](mentee)))


def said(pool: Pool, mentee: Person, mentor: Person) -> tuple[float, float]:
    """The weights of what somebody has said of these two: for them, and against them."""
    more = less = 0.0
    for name, part in SAID.items():
        if reason := part(pool, mentee, mentor):
            strength = pool.weights.get(name, 0.0) * reason.weight
            more, less = (more, less + strength) if is_against(reason) else (more + strength, less)
    return more, less


def is_against(reason: Reason) -> bool:
    """Whether a part speaks against the two: they know each other, and the program wants new acquaintances."""
    return reason.kind == "acquaintances" and reason.values == ("new",)


def hours_a_week(mentee: Person, mentor: Person) -> float:
    """For how many hours of the week both are free."""
    return shared_hours(week(mentee.availability, mentee.time_zone), week(mentor.availability, mentor.time_zone))


def _texts(kind: str, scale: Scale, mentee: Person, mentor: Person, written: str) -> Reason | None:
    ours, theirs = KEYS[kind](mentee), KEYS[kind](mentor)
    if not (ours and theirs):
        return None
    cosine = _square(scale, ours & theirs) / sqrt(_square(scale, ours) * _square(scale, theirs))
    named = tuple(dict.fromkeys(word for word in written.split() if keys.words(word) & theirs))
    return Reason(kind, min(1.0, cosine / ENOUGH_ALIKE), named)


def _square(scale: Scale, found: Iterable[str]) -> float:
    return sum(scale[key] ** 2 for key in sorted(found))


def _same(kind: str, one: str, other: str) -> Reason | None:
    ours, theirs = keys.tag(one), keys.tag(other)
    if not (ours and theirs):
        return None
    return Reason(kind, 1.0, (one.strip(),)) if ours == theirs else Reason(kind, 0.0)
