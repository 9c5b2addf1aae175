"""What an admin sees of a program's people: numbers, and of each pair names, place, rhythm, state, fit. Never words."""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Any

from peewee import SQL, Case, fn

from db.clock import now
from db.models import CheckIn, Completion, Enrollment, FitAnswer, Member, Membership, Pair, Program, Step
from db.models.pair import OPEN

A_PAGE = 50
QUIET = timedelta(days=14)  # silent for so long: the second nudge (PRODUCT.md)
SORTS = ("mentor", "mentee", "done", "active", "check_ins", "state")
FILTERS = ("active", "paused", "suspended", "completed", "ended", "quiet", "not_a_fit")
FITS = ("", "good", "deciding", "not_a_fit", "declined")  # the pair's is the last of these that either has said


@dataclass(frozen=True)
class Numbers:
    """How a program stands: `pairs` counts them by state."""

    waiting_mentees: int
    requests: int
    mentors: int
    free_places: int
    pairs: dict[str, int]

    @property
    def open_pairs(self) -> int:
        """Pairs that may still write."""
        return sum(self.pairs.get(state, 0) for state in OPEN)


@dataclass(frozen=True)
class PairRow:
    """A pair as its admin sees it: at step `step` of `steps`; at the last one also when that is done."""

    mentor: str
    mentee: str
    state: str
    step: int
    steps: int
    last_active_at: Any
    check_ins: int
    fit: str  # one of FITS; whose word it is nobody is told


@dataclass(frozen=True)
class Listing:
    """One page of the pairs that fit a filter."""

    rows: list[PairRow]
    found: int
    every: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, one at least."""
        return max(1, ceil(self.found / A_PAGE))


def numbers(program: Program) -> Numbers:
    """The program's numbers (three queries)."""
    places = Enrollment.mentors_in_play(program).dicts()
    free = [max(row["capacity"] - row["places_taken"], 0) for row in places]
    states = Enrollment.select(Enrollment.role, Enrollment.state, fn.COUNT(Enrollment.id))
    enrolled = {
        (role, state): count
        for role, state, count in states.where(Enrollment.program == program)
        .where(~Membership.suspends(Enrollment.member, program.group_id))
        .group_by(Enrollment.role, Enrollment.state)
        .tuples()
    }
    return Numbers(
        waiting_mentees=enrolled.get(("mentee", "waiting"), 0),
        requests=sum(count for (_, state), count in enrolled.items() if state == "requested"),
        mentors=len(free),
        free_places=sum(free),
        pairs=pairs_by_state(program),
    )


def pairs_by_state(program: Program) -> dict[str, int]:
    """How many pairs there are in each state."""
    counted = Pair.select(Pair.state, fn.COUNT(Pair.id)).where(Pair.program == program).group_by(Pair.state)
    return dict(counted.tuples())


def pairs(
    program: Program,
    *,
    reader: Member | None = None,
    state: str = "",
    name: str = "",
    sort: str = "mentor",
    page: int = 1,
) -> Listing:
    """A page of a program's pairs (four queries, however many rows).

    A `reader` who is one of the two is not told how that pair fits: it would tell them what the other has said.

    `state` is one of FILTERS or empty, `name` a part of one of the two names, `sort` one of SORTS, with `-` before it
    for the other direction.
    """
    mentor, mentee = Member.alias("mentor_row"), Member.alias("mentee_row")
    joined = (
        Pair.select(*_columns(mentor, mentee, reader))
        .join(mentor, on=(Pair.mentor == mentor.id))
        .switch(Pair)
        .join(mentee, on=(Pair.mentee == mentee.id))
        .where(Pair.program == program)
    )
    fitting = _filtered(joined, state, name, mentor, mentee, reader)
    found, length = fitting.count(), Step.of_program(program).count()
    page = min(max(page, 1), max(1, ceil(found / A_PAGE)))
    rows = fitting.order_by(*_order(sort)).paginate(page, A_PAGE).dicts()
    every = Pair.select().where(Pair.program == program).count()
    return Listing([_row(row, length) for row in rows], found, every, page)


def _columns(mentor: Any, mentee: Any, reader: Member | None) -> tuple[Any, ...]:
    return (
        mentor.name.alias("mentor"),
        mentee.name.alias("mentee"),
        Pair.state.alias("state"),
        Pair.last_active_at.alias("active"),
        _done().alias("done"),
        _done().join(Step).where(Step.removed_at.is_null(False)).alias("done_removed"),
        CheckIn.select(fn.COUNT(CheckIn.id)).where(CheckIn.pair == Pair.id).alias("check_ins"),
        _fit(reader).alias("fit"),
    )


def _done() -> Any:
    return Completion.select(fn.COUNT(Completion.id)).where(Completion.pair == Pair.id)


def _fit(reader: Member | None) -> Any:
    """The place in FITS of what the two say of how they fit; NULL where neither has said anything."""
    place = Case(FitAnswer.answer, [(answer, number) for number, answer in enumerate(FITS)], 0)
    return FitAnswer.select(fn.MAX(place)).where((FitAnswer.pair == Pair.id) & _is_of_others(reader))


def _is_of_others(reader: Member | None) -> Any:
    own_id = reader.id if reader else 0
    return (Pair.mentor != own_id) & (Pair.mentee != own_id)


def _filtered(query: Any, state: str, name: str, mentor: Any, mentee: Any, reader: Member | None) -> Any:
    if name:
        query = query.where(mentor.name.contains(name) | mentee.name.contains(name))
    if state == "quiet":
        since = now() - QUIET
        never = Pair.last_active_at.is_null() & (Pair.introduced_at < since)
        return query.where(Pair.state.in_(OPEN) & ((Pair.last_active_at < since) | never))
    if state == "not_a_fit":
        said = FitAnswer.select(FitAnswer.id).where((FitAnswer.pair == Pair.id) & (FitAnswer.answer == state))
        return query.where(Pair.state.in_(OPEN) & _is_of_others(reader) & fn.EXISTS(said))
    return query.where(Pair.state == state) if state in FILTERS else query


def _order(sort: str) -> list[Any]:
    column = sort.removeprefix("-")
    column = column if column in SORTS else "mentor"
    is_down = sort.startswith("-")
    # Where those stand who never wrote differs from database to database, unless it is said.
    never = Pair.last_active_at.is_null()
    blank = [never.asc() if is_down else never.desc()] if column == "active" else []
    return [*blank, SQL(f"{column} {'DESC' if is_down else 'ASC'}"), Pair.id]


def _row(row: dict[str, Any], length: int) -> PairRow:
    steps = length + row["done_removed"]  # a pair that has done a removed step keeps it on its path
    return PairRow(
        mentor=row["mentor"],
        mentee=row["mentee"],
        state=row["state"],
        step=min(row["done"] + 1, steps),
        steps=steps,
        last_active_at=row["active"],
        check_ins=row["check_ins"],
        fit=FITS[row["fit"] or 0],
    )
