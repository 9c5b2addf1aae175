"""What the overview needs of each pair, in one query: where it stands and whether the two have written."""

from datetime import datetime
from typing import Any, NamedTuple

from peewee import JOIN, fn

from db.database import database
from db.models import Completion, Member, Pair, PairTally, Program, Step
from db.models.pair import UNDER_WAY

_moment, _name = Pair.introduced_at.python_value, Member.name.python_value


class PairLine(NamedTuple):
    """A pair in numbers. `here` is the position of the step it is at; None at the end of its path."""

    mentor_id: int
    mentee_id: int
    state: str
    introduced_at: datetime
    closed_at: datetime | None
    of_mentor: int  # messages, as they were counted last
    of_mentee: int
    first_at: datetime | None  # when the first message was sent
    done: int  # steps
    here: int | None

    @property
    def is_under_way(self) -> bool:
        """Whether nobody has closed it."""
        return self.state in UNDER_WAY

    @property
    def both_wrote(self) -> bool:
        """Whether each of the two has sent a message."""
        return self.of_mentor > 0 and self.of_mentee > 0


def of_program(program: Program) -> list[PairLine]:
    """All of a program's pairs (one query)."""
    return [_line(row) for row in _bare(_lines(program))]


def named(program: Program) -> list[tuple[str, str, PairLine]]:
    """The same, with the two names in front, by the mentor's."""
    mentor, mentee = Member.alias("mentor_row"), Member.alias("mentee_row")
    rows = _lines(program, mentor.name, mentee.name)
    rows = rows.join(mentor, on=(Pair.mentor == mentor.id)).switch(Pair).join(mentee, on=(Pair.mentee == mentee.id))
    return [
        (_name(row[0]), _name(row[1]), _line(row[2:])) for row in _bare(rows.order_by(fn.LOWER(mentor.name), Pair.id))
    ]


def _bare(query: Any) -> list[tuple[Any, ...]]:
    """The bare rows: reading each of so many values as its column's type costs more than the query."""
    return list(database.execute(query).fetchall())


def _line(row: tuple[Any, ...]) -> PairLine:
    mentor, mentee, state, introduced, closed, of_mentor, of_mentee, first, done, here = row
    moments = [moment and _moment(moment) for moment in (introduced, closed, first)]
    return PairLine(mentor, mentee, state, moments[0], moments[1], of_mentor, of_mentee, moments[2], done, here)


def _lines(program: Program, *before: Any) -> Any:
    columns = (Pair.mentor, Pair.mentee, Pair.state, Pair.introduced_at, Pair.closed_at)
    counted = (fn.COALESCE(PairTally.of_mentor, 0), fn.COALESCE(PairTally.of_mentee, 0), PairTally.first_at)
    done = Completion.select(fn.COUNT(Completion.id)).where(Completion.pair == Pair.id)
    return (
        Pair.select(*before, *columns, *counted, done, here(program))
        .join(PairTally, JOIN.LEFT_OUTER, on=(PairTally.pair == Pair.id))
        .switch(Pair)
        .where(Pair.program == program)
    )


def here(program: Program) -> Any:
    """The position of the first step of the path that a pair has not done."""
    done = Completion.select(Completion.id).where((Completion.pair == Pair.id) & (Completion.step == Step.id))
    open_steps = (Step.program == program) & Step.removed_at.is_null() & ~fn.EXISTS(done)
    return Step.select(Step.position).where(open_steps).order_by(Step.position).limit(1)
