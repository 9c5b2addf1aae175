"""A draft as an admin looks at it: which suggestions, in which order, with what speaks for each and what forbids it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from db.models import Enrollment, Member, Membership, Pair, Precedence, Program, Round, Suggestion
from db.models.pair import OPEN
from db.models.suggestion import NEARLY
from webapp.domain.errors import NotWaiting, Refused
from webapp.domain.obstacles import Obstacles
from webapp.domain.pages import Page, page_of
from webapp.domain.rounds import solving, unplaced
from webapp.domain.rounds.publishing import BY_NAME, refusal_of, with_people
from webapp.domain.rounds.unplaced import Why
from webapp.domain.rounds.working import CHANGEABLE

if TYPE_CHECKING:
    from webapp.domain.matching.alternatives import Alternative
    from webapp.domain.matching.explanations import Cause
    from webapp.domain.matching.parts import Reason
    from webapp.domain.matching.pool import Person, Pool

SIZE = 25
LINES = (90, 80, 70, 60, 50, 40, 30, 20, 10, 0)  # per cent
FILTERS = ("open", "accepted", "skipped", "nobody", "all")
SORTS = ("weakest", "urgent", "name")


@dataclass(frozen=True)
class View:
    """What the admin looks at; `choosing` is the suggestion whose alternatives are shown."""

    show: str = "open"
    sort: str = "weakest"
    page: int = 1
    choosing: int | None = None


@dataclass(frozen=True)
class Pick:
    """Somebody else whom the admin could choose, with what it would cost, and who would lose them."""

    alternative: Alternative
    mentor: Enrollment
    reasons: list[Reason]
    displaced: Enrollment | None


@dataclass(frozen=True)
class Row:
    """A suggestion with its reasons, why it can no longer be introduced, and the picks if the admin chooses."""

    suggestion: Suggestion
    person: Person  # the mentee, as the round knows them
    reasons: list[Reason] = field(default_factory=list)
    doubts: list[Reason] = field(default_factory=list)
    obstacle: Refused | None = None  # forbids an introduction now
    refusal: Refused | None = None  # why publishing could not introduce the two
    causes: list[Cause] = field(default_factory=list)  # why nobody was found
    picks: list[Pick] | None = None

    @property
    def mentee(self) -> Enrollment:
        """The mentee's enrollment."""
        return self.suggestion.mentee

    @property
    def mentor(self) -> Enrollment | None:
        """The mentor's enrollment, if one was found."""
        return self.suggestion.mentor


@dataclass(frozen=True)
class Counts:
    """How many suggestions there are of each filter, how well the found ones fit, and how many reach which line."""

    by_filter: dict[str, int]
    published: int
    total: float  # of the scores of all who have somebody
    mean: float
    lines: list[tuple[int, int]]  # per cent → how many that are open reach it


@dataclass(frozen=True)
class Board:
    """Everything on the page."""

    counts: Counts
    page: Page  # of Rows
    newcomers: int  # who has come to wait since the round was made
    names: dict[int, str]  # of those whom causes name, by their enrollment


def board(draft: Round, view: View) -> Board:
    """The board as `view` asks for it, in a fixed number of queries."""
    pool = solving.snapshot(draft)
    found = page_of(_shown(draft, view), view.page, SIZE)
    why = unplaced.why(draft, found.rows)
    rows = _rows(draft, pool, found.rows, view, why)
    return Board(
        counts=counts(draft),
        page=Page(rows=rows, number=found.number, total=found.total, size=SIZE),
        newcomers=_newcomers(draft),
        names=why.names,
    )


def counts(draft: Round) -> Counts:
    """The figures at the head, in one query."""
    columns = (Suggestion.state, Suggestion.mentor, Suggestion.score)
    rows = list(Suggestion.select(*columns).where(Suggestion.round == draft).tuples())
    open_scores = [score for state, mentor, score in rows if state in CHANGEABLE and mentor]
    scores = [score for _, mentor, score in rows if mentor]
    by_filter = {
        "open": len(open_scores),
        "accepted": sum(state == "accepted" for state, _, _ in rows),
        "skipped": sum(state == "skipped" for state, _, _ in rows),
        "nobody": sum(not mentor for _, mentor, _ in rows),
        "all": len(rows),
    }
    reached = [(line, sum(score >= line / 100 - NEARLY for score in open_scores)) for line in LINES]
    return Counts(
        by_filter=by_filter,
        published=sum(state == "published" for state, _, _ in rows),
        total=sum(scores),
        mean=sum(scores) / len(scores) if scores else 0.0,
        lines=[(line, many) for n, (line, many) in enumerate(reached) if many > (reached[n - 1][1] if n else 0)],
    )


def after(draft: Round, view: View, suggestion: Suggestion) -> list[int]:
    """The suggestions that come after one in the order of the view, to go on with, and then the one before it."""
    ids = [number for (number,) in _shown(draft, view).select(Suggestion.id).tuples()]
    here = ids.index(suggestion.id) if suggestion.id in ids else 0
    return [*ids[here + 1 : here + SIZE], *ids[max(0, here - 1) : here]]


def _shown(draft: Round, view: View) -> Any:
    has_mentor = Suggestion.mentor.is_null(False)
    narrowed = {
        "open": Suggestion.state.in_(CHANGEABLE) & has_mentor,
        "accepted": Suggestion.state == "accepted",
        "skipped": Suggestion.state == "skipped",
        "nobody": ~has_mentor,
    }
    query = with_people().where(Suggestion.round == draft)
    query = query.where(narrowed[view.show]) if view.show in narrowed else query
    if view.sort == "name":
        return query.order_by(BY_NAME, Suggestion.id)
    if view.sort == "urgent":
        return _by_urgency(query)
    return query.order_by(Suggestion.score, Suggestion.id)


def _by_urgency(query: Any) -> Any:
    """Who came back from a pair first, then who was left out most often, then who waits longest."""
    place = Enrollment.alias("urgent_place")
    query = query.switch(Suggestion).join(place, on=(Suggestion.mentee == place.id), attr="urgent")
    query = query.join(Precedence, JOIN.LEFT_OUTER, on=(Precedence.enrollment == place.id), attr="precedence")
    first = fn.COALESCE(Precedence.comes_first, False)  # an SQL value, not a flag
    return query.order_by(
        first.desc(), fn.COALESCE(Precedence.rounds_left_out, 0).desc(), place.submitted_at, Suggestion.id
    )


def _rows(draft: Round, pool: Pool, suggestions: list[Suggestion], view: View, why: Why) -> list[Row]:
    from webapp.domain.matching import reasons

    mentees, mentors = solving.people(pool.mentees), solving.people(pool.mentors)
    refusals = _refusals(draft.program, suggestions)
    rows = []
    for suggestion in suggestions:
        person, mentor = mentees[suggestion.mentee_id], mentors.get(suggestion.mentor_id)
        rows.append(
            Row(
                suggestion=suggestion,
                person=person,
                reasons=reasons.between(pool, person, mentor) if mentor else [],
                doubts=reasons.doubts(pool, person, mentor) if mentor else [],
                obstacle=refusals.get(suggestion.id),
                refusal=refusal_of(suggestion),
                causes=why.causes.get(suggestion.mentee_id, []),
                picks=_picks(draft, pool, suggestion) if suggestion.id == view.choosing else None,
            )
        )
    return rows


def _picks(draft: Round, pool: Pool, suggestion: Suggestion) -> list[Pick]:
    from webapp.domain.matching import reasons

    others = solving.alternatives(draft, suggestion)
    ids = {other.mentor for other in others} | {other.displaces for other in others if other.displaces}
    query = Enrollment.select(Enrollment, Member).join(Member, on=(Enrollment.member == Member.id))
    places = {row.id: row for row in query.where(Enrollment.id.in_(ids))}
    mentee, mentors = solving.people(pool.mentees)[suggestion.mentee_id], solving.people(pool.mentors)
    return [
        Pick(
            alternative=other,
            mentor=places[other.mentor],
            reasons=reasons.between(pool, mentee, mentors[other.mentor]),
            displaced=places.get(other.displaces) if other.displaces else None,
        )
        for other in others
    ]


def _refusals(program: Program, suggestions: list[Suggestion]) -> dict[int, Refused]:
    """What an introduction of each would meet now, by the suggestion's id, in a fixed number of queries."""
    open_ones = [row for row in suggestions if row.mentor_id and row.state != "published"]
    member_ids = {row.mentee.member_id for row in open_ones} | {row.mentor.member_id for row in open_ones}
    obstacles = Obstacles.among(program, sorted(member_ids))
    taken = dict(
        Pair.select(Pair.mentor, fn.COUNT(Pair.id))
        .where((Pair.program == program) & Pair.state.in_(OPEN) & Pair.mentor.in_(member_ids))
        .group_by(Pair.mentor)
        .tuples()
    )
    here = Membership.active_among(program.group_id, member_ids)
    refusals: dict[int, Refused] = {}
    for row in open_ones:
        is_there = row.mentee.state == "waiting" and row.mentor.is_in_play
        if not is_there or not {row.mentee.member_id, row.mentor.member_id} <= here:
            refusals[row.id] = NotWaiting()
            continue
        free = row.mentor.capacity - taken.get(row.mentor.member_id, 0)
        refusal = obstacles.between(row.mentee, row.mentor, free)
        if refusal:
            refusals[row.id] = refusal
    return refusals


def _newcomers(draft: Round) -> int:
    """How many wait who were not there when the round was made."""
    mine = Suggestion.select(Suggestion.mentee).where(Suggestion.round == draft)
    waiting = Enrollment.waiting_mentees(draft.program).where(Member.deactivated_at.is_null())
    return int(waiting.where(Enrollment.id.not_in(mine)).count())
