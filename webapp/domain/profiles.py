"""What a member says of themselves, field by field, and to whom: `shown_to` alone decides what somebody else sees."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from db.database import locked, writing
from db.models import Enrollment, Member, Pair, ProfileField
from db.models.profile_field import AUDIENCES, FIELDS
from webapp.domain import audit, languages, people
from webapp.domain.errors import ChangedMeanwhile

Value = str | list[str]

LONGEST = {"place": 120, "profession": 120, "education": 120, "experience": 2000, "contact": 300, "about": 1000}
# Each tie (domain/people.py) with the audiences that it belongs to: whoever may see less is among those of more.
SEES = {
    "self": frozenset(AUDIENCES),
    "partner": frozenset({"pairs", "programs", "groups"}),
    "pairing": frozenset({"pairing", "programs", "groups"}),
    "program": frozenset({"programs", "groups"}),
    "group": frozenset({"groups"}),
}
ANSWERS = {  # a field, and the column of an enrollment that the questionnaire fills with the same
    "place": "location",
    "profession": "profession",
    "education": "education",
    "languages": "languages",
    "experience": "experience",
}


class Shown(NamedTuple):
    """A field that somebody may see, and what it says: words, or the codes of languages."""

    field: str
    value: Value


class Entry(NamedTuple):
    """A field as its member has it: what it says, which may be nothing, and for whom."""

    value: Value
    audience: str


def audiences_of(field: str) -> tuple[str, ...]:
    """Whom a field may be for, the narrowest first; how to reach a member elsewhere goes to a partner at most."""
    return ("me", "pairs") if field == "contact" else ("me", "pairing", "pairs", "programs", "groups")


def shown_to(viewer: Member, member: Member) -> list[Shown]:
    """What `viewer` may see of `member`'s profile: the one function that decides it, for every page.

    A partner reads what the enrollment says where the profile says nothing, as it was said to whoever enrolled.
    """
    ties = people.ties_between(viewer, member)
    return _shown(member, ties, Pair.answers_to(viewer.id, member.id) if "partner" in ties else None)


def shown_as(member: Member, tie: str) -> list[Shown]:
    """What somebody with only this tie would see of `member`, or a stranger (an empty tie); for a preview."""
    ties = frozenset({tie} & SEES.keys())
    return _shown(member, ties, Enrollment.last_of(member) if tie == "partner" else None)


def in_short(shown: list[Shown]) -> list[Shown]:
    """Without what is told at length, for a card beside other things."""
    return [each for each in shown if each.field not in ("experience", "about")]


def entries_of(member: Member) -> dict[str, Entry]:
    """A member's own profile, every field of it."""
    rows = ProfileField.of(member.id)
    return {field: _entry(field, rows.get(field)) for field in FIELDS}


def version_of(member: Member) -> str:
    """A sign of what a member's profile says now, to be brought back with what they change."""
    return ProfileField.version_of(member.id)


def change(*, actor: Member, entries: Mapping[str, Entry], version: str | None = None) -> list[str]:
    """Write fields of one's own profile; returns the names of those that changed.

    Raises ChangedMeanwhile where it is not at `version` any more, ValueError for what a field cannot hold.
    """
    kept = {field: Entry(_cleaned(field, entry.value), entry.audience) for field, entry in entries.items()}
    if any(entry.audience not in audiences_of(field) for field, entry in kept.items()):
        raise ValueError("a field for whom it cannot be")
    with writing():
        locked(Member.select(Member.id).where(Member.id == actor.id)).get()
        if version is not None and version != ProfileField.version_of(actor.id):
            raise ChangedMeanwhile
        before = entries_of(actor)
        changed = {field: entry for field, entry in kept.items() if entry != before[field]}
        for field, entry in changed.items():
            ProfileField.keep(actor, field, entry.value, entry.audience)
        if changed:
            named: dict[str, Any] = {field: entry.audience for field, entry in changed.items()}
            audit.record("profile.changed", by=actor, of=actor, **named)
    return list(changed)


def news_in(enrollment: Enrollment) -> dict[str, Entry]:
    """Answers of an enrollment that its member's profile does not have, each for whom it would be there."""
    mine = entries_of(enrollment.member)
    answers = {field: getattr(enrollment, column) for field, column in ANSWERS.items()}
    news = {field: answer for field, answer in answers.items() if answer and answer != mine[field].value}
    return {field: Entry(answer, mine[field].audience) for field, answer in news.items()}


def keep_answers(*, actor: Member, enrollment: Enrollment) -> list[str]:
    """Take an enrollment's answers over into its member's profile; whom each field is for stays as it is."""
    return change(actor=actor, entries=news_in(enrollment))


def prefill(enrollment: Enrollment) -> Enrollment:
    """Fill a new enrollment, not yet kept, from its member's profile.

    A topic that it changes is to be looked at again: its page says who will read it.
    """
    for topic, fields in TOPICS.items():
        for field, entry in _said(enrollment.member, fields):
            if getattr(enrollment, ANSWERS[field]) != entry.value:
                setattr(enrollment, ANSWERS[field], entry.value)
                enrollment.answered = [other for other in enrollment.answered if other != topic]
    return enrollment


def fills(enrollment: Enrollment, topic: str) -> bool:
    """Whether a topic that its member has not looked at yet says what their profile does."""
    if topic not in TOPICS or topic in enrollment.answered:
        return False
    said = _said(enrollment.member, TOPICS[topic])
    return bool(said) and all(getattr(enrollment, ANSWERS[field]) == entry.value for field, entry in said)


TOPICS = {  # of the questionnaire, with the fields that each one asks too
    "experience": ("experience",),
    "languages": ("languages",),
    "about": ("place", "profession", "education"),
}


def _shown(member: Member, ties: Iterable[str], answers: Enrollment | None) -> list[Shown]:
    seen = frozenset[str]().union(*(SEES[tie] for tie in ties))
    if not seen:
        return []
    found = []
    for field, entry in entries_of(member).items():
        answer = getattr(answers, ANSWERS[field]) if answers and field in ANSWERS else ""
        value = entry.value or answer
        if value and entry.audience in seen:
            found.append(Shown(field, value))
    return found


def _said(member: Member, fields: Iterable[str]) -> list[tuple[str, Entry]]:
    """Those of these fields in which a member's profile says something."""
    entries = entries_of(member)
    return [(field, entries[field]) for field in fields if entries[field].value]


def _entry(field: str, row: ProfileField | None) -> Entry:
    """A field as it is kept; for whom it would be if nothing was said: no further than is needed."""
    default = "me" if field == "contact" else "pairs"
    if row is None:
        return Entry([] if field == "languages" else "", default)
    return Entry(row.value, row.audience if row.audience in audiences_of(field) else "me")


def _cleaned(field: str, value: Value) -> Value:
    if field == "languages":
        return [code for code in languages.ALL if code in value]
    if not isinstance(value, str) or len(value) > LONGEST[field]:
        raise ValueError(f"more than {field} holds")
    return value.strip()
