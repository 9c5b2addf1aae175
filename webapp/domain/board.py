"""The admin's pairing board: who waits, who has a place, and how well one mentee and each mentor fit."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from db.models import Enrollment, Member, Pair, Program, Question
from webapp.domain import absences, choices, pairing
from webapp.domain.errors import NoPlaceLeft, Refused
from webapp.domain.matching import parts, reasons
from webapp.domain.matching import pool as pools
from webapp.domain.matching.parts import Reason
from webapp.domain.obstacles import Obstacles
from webapp.domain.pages import SIZE, Page


@dataclass(frozen=True)
class View:
    """What the admin looks at: the selected two (enrollment ids), and each side's search and page (from 1)."""

    mentee: int | None = None
    mentor: int | None = None
    mentee_search: str = ""
    mentor_search: str = ""
    mentee_page: int = 1
    mentor_page: int = 1


@dataclass(frozen=True)
class Candidate:
    """A mentor, and once a mentee is selected: what the two have in common, what speaks against it, what forbids it."""

    enrollment: Enrollment
    places_free: int
    reasons: list[Reason] = field(default_factory=list)
    doubts: list[Reason] = field(default_factory=list)
    obstacle: Refused | None = None
    fit: float = 0.0  # how well the two fit, 0-1

    @property
    def name(self) -> str:
        """The mentor's name."""
        return str(self.enrollment.member.name)

    @property
    def rank(self) -> tuple[Any, ...]:
        """Where they stand in the list: first who can be introduced, and talk with the other, and fits best."""
        is_mute = any(doubt.kind == "no_language" for doubt in self.doubts)
        return self.obstacle is not None, is_mute, -self.fit, self.enrollment.id


@dataclass(frozen=True)
class Board:
    """Everything on the page. `mentee` is the selected one if they still wait, `candidate` the selected mentor.

    The pages are of what the searches found; `waiting`, `mentors_in_play` and `places_free` count everybody. `choosing`
    says which mentees have put mentors in order (`ranking`) or ask one now (`asking`).
    """

    mentees: Page
    mentors: Page
    mentee: Enrollment | None
    candidate: Candidate | None
    waiting: int
    mentors_in_play: int
    places_free: int
    recent: list[Pair]
    choosing: dict[int, str]
    away: dict[int, date]  # until when, by the ids of mentors on this page who are away


def board(program: Program, view: View) -> Board:
    """The board as `view` asks for it, in a fixed number of queries."""
    # Names first: a search should find José by "jose", which SQL does not.
    names = dict(_waiting(program).select(Enrollment.id, Member.name).tuples())
    mentees, mentee = _mentees(program, view, names)
    candidates = _candidates(program, mentee)
    mentors = _page([c for c in candidates if _matches(c.name, view.mentor_search)], view.mentor_page)
    return Board(
        mentees=mentees,
        mentors=mentors,
        mentee=mentee,
        candidate=next((c for c in candidates if c.enrollment.id == view.mentor), None),
        waiting=len(names),
        mentors_in_play=len(candidates),
        places_free=sum(max(0, c.places_free) for c in candidates),
        recent=pairing.can_be_taken_back(program),
        choosing=choices.in_program(program),
        away=absences.until_of(candidate.enrollment.member_id for candidate in mentors.rows),
    )


def next_waiting(program: Program, after: Enrollment | None) -> int | None:
    """The enrollment of the mentee who waits next after one who was just introduced; from the top again at the end."""
    waiting = list(_waiting(program).select(Enrollment.id, Enrollment.submitted_at).tuples())
    here = (after.submitted_at, after.id) if after else None
    later = [number for number, since in waiting if here and (since, number) > here]
    return next(iter(later or [number for number, _ in waiting]), None)


def _mentees(program: Program, view: View, names: dict[int, str]) -> tuple[Page, Enrollment | None]:
    """The page of mentees, and the selected one, who may be on another page."""
    page = _page([number for number, name in names.items() if _matches(name, view.mentee_search)], view.mentee_page)
    wanted = [*page.rows, *([view.mentee] if view.mentee in names else [])]
    rows = {row.id: row for row in _waiting(program).where(Enrollment.id.in_(wanted))}
    return replace(page, rows=[rows[number] for number in page.rows if number in rows]), rows.get(view.mentee)


def _candidates(program: Program, mentee: Enrollment | None) -> list[Candidate]:
    mentors = list(Enrollment.mentors_in_play(program).where(Member.deactivated_at.is_null()))
    if mentee is None:
        candidates = [Candidate(mentor, places, obstacle=_full(places)) for mentor, places in _with_places(mentors)]
        return sorted(candidates, key=lambda c: c.obstacle is not None)
    obstacles = Obstacles.among(program, [mentee.member_id, *(mentor.member_id for mentor in mentors)])
    asked = {str(question.id): question.label for question in Question.of_program(program)}
    one, others = pools.person(mentee, asked), {mentor.id: pools.person(mentor, asked) for mentor in mentors}
    pool = pools.what_is_said(program, [one], others.values())
    candidates = [
        Candidate(
            mentor,
            places,
            reasons.between(pool, one, others[mentor.id]),
            reasons.doubts(pool, one, others[mentor.id]),
            obstacles.between(mentee, mentor, places),
            parts.score(pool, one, others[mentor.id]),
        )
        for mentor, places in _with_places(mentors)
    ]
    return sorted(candidates, key=lambda candidate: candidate.rank)


def _with_places(mentors: Iterable[Enrollment]) -> Iterable[tuple[Enrollment, int]]:
    return ((mentor, mentor.capacity - mentor.places_taken) for mentor in mentors)


def _full(places_free: int) -> Refused | None:
    return NoPlaceLeft() if places_free < 1 else None


def _waiting(program: Program) -> Any:
    return Enrollment.waiting_mentees(program).where(Member.deactivated_at.is_null())


def _page(found: Sequence[Any], number: int) -> Page:
    last = max(1, -(-len(found) // SIZE))
    number = min(max(1, number), last)
    return Page(rows=list(found[(number - 1) * SIZE : number * SIZE]), number=number, total=len(found))


def _matches(name: str, search: str) -> bool:
    return _plain(search) in _plain(name)


def _plain(text: str) -> str:
    """Without accents and case, so that "jose" finds José."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold().strip()
