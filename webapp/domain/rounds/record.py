"""What came of a round: what the admin changed, how each part of the pool fared, and the same result once more."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from db.database import writing
from db.models import Enrollment, Member, Round, Suggestion
from webapp.domain import audit
from webapp.domain.rounds import solving
from webapp.domain.rounds.publishing import BY_NAME, with_people

if TYPE_CHECKING:
    from webapp.domain.matching.pool import Person, Pool

MOST_PLACES = 8  # of the places that are listed; the others are one line
WAITS = ((0, 14), (14, 56), (56, None))  # days
Group = tuple[str, str, list["Person"]]  # kind, name, who is in it


@dataclass(frozen=True)
class Fared:
    """How those in a part of the pool fared. `kind` is role, language, place or waited; `name` what it is called."""

    kind: str
    name: str
    people: int
    placed: int
    mean: float  # score of the placed


@dataclass(frozen=True)
class Override:
    """A suggestion that the admin changed: whom the solver named first, and who was skipped, by name."""

    suggestion: Suggestion
    proposed: str
    skipped: list[str]


def listed(round_: Round) -> Any:
    """A round's suggestions with their people: who was introduced first, then by the mentee's name."""
    query = with_people().where(Suggestion.round == round_)
    return query.order_by(Suggestion.state != "published", BY_NAME, Suggestion.id)


def note_export(*, round_: Round, actor: Member) -> None:
    """Note that somebody takes the list away in a file."""
    with writing():
        said = {"program": round_.program_id, "group": round_.program.group_id}
        audit.record("round.exported", by=actor, of=round_, **said)


def overrides(round_: Round) -> list[Override]:
    """What the admin made different from what was proposed, the dearest first."""
    rows = [row for row in listed(round_) if row.is_changed]
    named = {row.proposed_id for row in rows if row.proposed_id} | {mentor for row in rows for mentor in row.skipped}
    names = Enrollment.names_of(named)
    changes = [
        Override(row, names.get(row.proposed_id, ""), [names[mentor] for mentor in row.skipped if mentor in names])
        for row in rows
    ]
    return sorted(changes, key=lambda change: -change.suggestion.cost)


def makers(round_: Round) -> dict[str, str]:
    """The names of who made and who published a round, "" where the account is gone."""
    ids = (round_.made_by_id, round_.published_by_id)
    names = dict(Member.select(Member.id, Member.name).where(Member.id.in_(ids)).tuples())
    return {"made": names.get(ids[0], ""), "published": names.get(ids[1], "")}


def can_be_replayed(round_: Round) -> bool:
    """Whether all that went in is still there: the answers of somebody whose account is deleted are not."""
    return not round_.figures.get("cleared")


def is_same_again(round_: Round) -> bool:
    """Whether the same inputs still give the suggestions that they gave when the round was made."""
    from webapp.domain.matching.aside import solve_aside

    solution = solve_aside(solving.snapshot(round_))
    found = {choice.mentee: choice.mentor for choice in solution.choices}
    rows = Suggestion.select(Suggestion.mentee, Suggestion.proposed).where(Suggestion.round == round_)
    return all(found.get(row.mentee_id) == row.proposed_id for row in rows)


def fared(round_: Round) -> list[Fared]:
    """How each part of the pool fared: by role, language, place and time waited."""
    pool = solving.snapshot(round_)
    is_over = round_.state == "published"
    rows = Suggestion.select().where((Suggestion.round == round_) & Suggestion.mentor.is_null(False))
    scores: dict[int, list[float]] = defaultdict(list)
    for row in rows:
        if row.state == "published" or not is_over:
            scores[row.mentee_id].append(row.score)
            scores[row.mentor_id].append(row.score)
    groups = (*_roles(pool), *_languages(pool), *_places(pool), *_waited(pool, round_.created_at))
    return [_fared(kind, name, people, scores) for kind, name, people in groups]


def _fared(kind: str, name: str, people: list[Person], scores: dict[int, list[float]]) -> Fared:
    placed = [scores[person.enrollment_id] for person in people if person.enrollment_id in scores]
    all_scores = [score for some in placed for score in some]
    mean = sum(all_scores) / len(all_scores) if all_scores else 0.0
    return Fared(kind, name, len(people), len(placed), mean)


def _roles(pool: Pool) -> list[Group]:
    return [("role", "mentee", list(pool.mentees)), ("role", "mentor", list(pool.mentors))]


def _languages(pool: Pool) -> list[Group]:
    groups = defaultdict(list)
    for person in pool.mentees:
        for code in person.languages or ("",):
            groups[code].append(person)
    return [("language", code, groups[code]) for code in _largest_first(groups)]


def _places(pool: Pool) -> list[Group]:
    groups: dict[str, list[Person]] = defaultdict(list)
    named: dict[str, str] = {}
    for person in pool.mentees:
        town = person.location.partition(",")[0].strip()
        named.setdefault(town.casefold(), town)
        groups[town.casefold()].append(person)
    towns = _largest_first(groups)
    few = [person for town in towns[MOST_PLACES:] for person in groups[town]]
    shown: list[Group] = [("place", named[town], groups[town]) for town in towns[:MOST_PLACES]]
    return [*shown, ("place", "…", few)] if few else shown


def _waited(pool: Pool, until: datetime) -> list[Group]:
    groups: dict[int, list[Person]] = defaultdict(list)
    for person in pool.mentees:
        days = (until - datetime.fromisoformat(person.waits_since)).days if person.waits_since else 0
        groups[next(n for n, (_, end) in enumerate(WAITS) if end is None or days < end)].append(person)
    return [("waited", str(n), groups[n]) for n in sorted(groups)]


def _largest_first(groups: dict[str, list[Person]]) -> list[str]:
    return sorted(groups, key=lambda name: (-len(groups[name]), name))
