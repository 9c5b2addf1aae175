"""The weeks' three drawings: which numbers they stack, and what is written above a column."""

from dataclasses import dataclass

from webapp.blueprints.overviews.words import week_of
from webapp.domain.glance.drawings import Columns, columns
from webapp.domain.glance.weeks import Week


@dataclass(frozen=True)
class Chart:
    """Columns by week, and the words under the first, the middle and the newest one."""

    columns: Columns
    labels: list[tuple[float, str]]


def talked(weeks: list[Week]) -> Chart:
    """Pairs in which both wrote, then those in which one did, against the pairs under way."""
    most = max((max(week.pairs, week.talked) for week in weeks), default=1)
    parts = [(week.both, week.one, max(week.pairs - week.talked, 0)) for week in weeks]
    return _chart(weeks, columns(parts, [str(week.both) for week in weeks], most))


def messages(weeks: list[Week]) -> Chart:
    """Messages; nothing where too few pairs wrote."""
    numbers = [week.messages or 0 for week in weeks]
    return _chart(weeks, columns([(n,) for n in numbers], [str(n) for n in numbers], max([*numbers, 1])))


def check_ins(weeks: list[Week]) -> Chart:
    """How many of those who could have checked in did, in per cent of them."""
    rates = [week.rate for week in weeks]
    parts = [(rate or 0, 100 - rate if rate is not None else 0) for rate in rates]
    values = [f"{rate}%" if rate is not None else "" for rate in rates]
    return _chart(weeks, columns(parts, values, 100))


def _chart(weeks: list[Week], drawn: Columns) -> Chart:
    last = len(weeks) - 1
    places = sorted({0, last}) if last < 8 else [0, last // 2, last]
    return Chart(drawn, [(drawn.columns[place].x, week_of(weeks[place])) for place in places])
