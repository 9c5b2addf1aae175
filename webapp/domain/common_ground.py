"""What a mentee and a mentor have in common, from what they answered: each part is one small function, no queries.

A part returns a Reason with a weight in 0-1 (how strongly it holds for these two) and the values that its sentence
names, or None. How much a part counts against the others is `IMPORTANCE`. The sentences are in
`templates/pairing/_reason.html`.
"""

from collections.abc import Callable, Collection, Iterable

from db.models import Enrollment
from webapp.domain.availability import overlap, shared_hours, week
from webapp.domain.matching.parts import Reason

Wishes = Collection[tuple[int, int]]  # (who wishes, whom), member ids

# Shared goals and ways of working predict a good match better than demographics; people who had a say do better.
IMPORTANCE = {
    "topics": 5.0,
    "style": 3.0,
    "wish": 3.0,
    "hours": 2.0,
    "languages": 2.0,
    "place": 1.0,
    "profession": 1.0,
    "education": 0.5,
}
FULL = 12.0  # topics, ways of working, hours and languages together: what a very good match has
ENOUGH_HOURS = 6  # free hours in common a week, beyond which more make no difference
FEW_HOURS = 2
ALIKE = 1  # answers on the scale of 1 to 5 that are this near count as alike


def common_ground(mentee: Enrollment, mentor: Enrollment, wishes: Wishes = ()) -> list[Reason]:
    """What the two have in common, what counts most first."""
    found = [part(mentee, mentor) for part in PARTS]
    found.append(wish(mentee, mentor, wishes))
    return sorted((reason for reason in found if reason), key=lambda r: -r.weight * IMPORTANCE[r.kind])


def against(mentee: Enrollment, mentor: Enrollment) -> list[Reason]:
    """What makes it harder for the two, though not impossible. Nothing is said of what either left open."""
    return [reason for part in DOUBTS if (reason := part(mentee, mentor))]


def fit(reasons: Iterable[Reason]) -> float:
    """How much all the reasons come to, 0-1."""
    return min(1.0, sum(reason.weight * IMPORTANCE[reason.kind] for reason in reasons) / FULL)


def topics(mentee: Enrollment, mentor: Enrollment) -> Reason | None:
    """What the mentee wants and the mentor offers, as the mentee wrote it; the share of the wanted that is offered."""
    shared = _in_both(mentee.topics, mentor.topics)
    return Reason("topics", len(shared) / len(mentee.topics), shared) if shared else None


def languages(mentee: Enrollment, mentor: Enrollment) -> Reason | None:
    """The languages (ISO 639-1 codes) that both speak."""
    shared = _in_both(mentee.languages, mentor.languages)
    return Reason("languages", 1.0, shared) if shared else None


def hours(mentee: Enrollment, mentor: Enrollment) -> Reason | None:
    """When both are free, as `SharedTime`s in the mentee's zone; full from six hours a week."""
    shared = overlap(mentee.availability, mentee.time_zone, mentor.availability, mentor.time_zone)
    return Reason("hours", min(1.0, _hours_a_week(mentee, mentor) / ENOUGH_HOURS), tuple(shared)) if shared else None


def place(mentee: Enrollment, mentor: Enrollment) -> Reason | None:
    """Both live in the same place; what follows a comma (a region, a country) may differ or lack."""
    town = _key(mentee.location.partition(",")[0])
    is_same = town and town == _key(mentor.location.partition(",")[0])
    return Reason("place", 1.0, (mentee.location.partition(",")[0].strip(),)) if is_same else None


def profession(mentee: Enrollment, mentor: Enrollment) -> Reason | None:
    """Both have the same profession."""
    return _same("profession", mentee.profession, mentor.profession)


def education(mentee: Enrollment, mentor: Enrollment) -> Reason | None:
    """Both learned the same."""
    return _same("education", mentee.education, mentor.education)


def style(mentee: Enrollment, mentor: Enrollment) -> Reason | None:
    """How many of the questions on ways of working, of those that both answered, they answer alike: at least half."""
    both = mentee.working_style.keys() & mentor.working_style.keys()
    alike = sum(abs(mentee.working_style[key] - mentor.working_style[key]) <= ALIKE for key in both)
    return Reason("style", alike / len(both), (alike, len(both))) if both and alike * 2 >= len(both) else None


def wish(mentee: Enrollment, mentor: Enrollment, wishes: Wishes) -> Reason | None:
    """One named the other, or both did: `("mentee",)`, `("mentor",)` or `("mentee", "mentor")` by who wishes."""
    ids = {"mentee": mentee.member_id, "mentor": mentor.member_id}
    one, other = ids.values()
    who = tuple(role for role, pair in (("mentee", (one, other)), ("mentor", (other, one))) if pair in wishes)
    return Reason("wish", len(who) / 2, who) if who else None


def no_language(mentee: Enrollment, mentor: Enrollment) -> Reason | None:
    """Both said what they speak, and no language is shared."""
    is_said = mentee.languages and mentor.languages
    return Reason("no_language", 1.0) if is_said and not languages(mentee, mentor) else None


def few_hours(mentee: Enrollment, mentor: Enrollment) -> Reason | None:
    """Both said when they are free, and it is never (`no_hours`) or hardly ever (`few_hours`) at the same time."""
    if not (mentee.availability and mentor.availability):
        return None
    shared = _hours_a_week(mentee, mentor)
    if shared == 0:
        return Reason("no_hours", 1.0)
    return Reason("few_hours", 1 - shared / ENOUGH_HOURS, (shared,)) if shared <= FEW_HOURS else None


def no_topic(mentee: Enrollment, mentor: Enrollment) -> Reason | None:
    """The mentor offers nothing of what the mentee wants."""
    is_said = mentee.topics and mentor.topics
    return Reason("no_topic", 1.0) if is_said and not topics(mentee, mentor) else None


PARTS: tuple[Callable[[Enrollment, Enrollment], Reason | None], ...] = (
    topics, style, hours, languages, place, profession, education,
)  # fmt: skip
DOUBTS: tuple[Callable[[Enrollment, Enrollment], Reason | None], ...] = (no_language, few_hours, no_topic)


def _key(word: str) -> str:
    return " ".join(word.split()).casefold()


def _in_both(wanted: Iterable[str], offered: Iterable[str]) -> tuple[str, ...]:
    keys = {_key(word) for word in offered}
    return tuple(word for word in wanted if _key(word) in keys)


def _same(kind: str, one: str, other: str) -> Reason | None:
    return Reason(kind, 1.0, (one.strip(),)) if _key(one) and _key(one) == _key(other) else None


def _hours_a_week(mentee: Enrollment, mentor: Enrollment) -> float:
    return shared_hours(
        week(tuple(mentee.availability), mentee.time_zone), week(tuple(mentor.availability), mentor.time_zone)
    )
