"""How a program's mentorships begin and end: the wait for the first message, what was closed, what was said of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from statistics import mean, median

from db.models import ClosingAnswer, Pair, Program
from webapp.domain.closing_results import ENOUGH
from webapp.domain.glance.lines import PairLine


@dataclass(frozen=True)
class Beginnings:
    """How long the first message takes, in the middle, of so many pairs; `silent` are under way without one."""

    median: timedelta | None
    pairs: int
    silent: int


@dataclass(frozen=True)
class Survey:
    """The closing survey's numbers: means (None where too few answered that), and how many chose what."""

    answers: int
    goal: float | None  # 1 to 5
    worth: float | None  # 1 to 5
    recommend: float | None  # 0 to 10
    again: int
    mentor: int
    done: int


@dataclass(frozen=True)
class Endings:
    """How many pairs walked the whole path and how many ended before, after how many days in the middle."""

    completed: int
    ended: int
    completed_days: int | None
    ended_days: int | None


def beginnings(lines: Iterable[PairLine]) -> Beginnings:
    """From the introduction to the first message."""
    every = list(lines)
    waits = [line.first_at - line.introduced_at for line in every if line.first_at]
    silent = sum(1 for line in every if line.is_under_way and not line.first_at)
    return Beginnings(_middle(waits), len(waits), silent)


def endings(lines: Iterable[PairLine]) -> Endings:
    """What was closed how."""
    spans: dict[str, list[timedelta]] = {"completed": [], "ended": []}
    for line in lines:
        if line.state in spans:
            spans[line.state].append((line.closed_at or line.introduced_at) - line.introduced_at)
    days = {state: (middle.days if (middle := _middle(found)) is not None else None) for state, found in spans.items()}
    return Endings(len(spans["completed"]), len(spans["ended"]), days["completed"], days["ended"])


def survey(program: Program) -> Survey | None:
    """What both sides answered at the end; None while fewer than five have (one query).

    It grows by fives, so that nobody can tell what the newest answer added.
    """
    answer = ClosingAnswer
    rows = answer.select(answer.goal, answer.worth, answer.recommend, answer.choice).join(Pair)
    answered = rows.where((Pair.program == program) & answer.goal.is_null(False)).order_by(answer.id)
    every = list(answered.tuples())
    counted = every[: len(every) - len(every) % ENOUGH]
    if not counted:
        return None
    goal, worth, recommend = (_mean([row[place] for row in counted]) for place in range(3))
    again, mentor, done = (sum(row[3] == choice for row in counted) for choice in ("again", "mentor", "done"))
    return Survey(len(counted), goal, worth, recommend, again, mentor, done)


def _mean(numbers: list[int | None]) -> float | None:
    given = [number for number in numbers if number is not None]
    return round(mean(given), 1) if len(given) >= ENOUGH else None


def _middle(spans: list[timedelta]) -> timedelta | None:
    return median(spans) if spans else None  # type: ignore[type-var] # of two in the middle a mean, which spans have
