"""The overview's drawings as bare geometry: a trail that narrows, a trail with its camps, columns by week."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from webapp.domain import trail
from webapp.domain.glance.funnel import Stage
from webapp.domain.glance.path import Course
from webapp.domain.trail import Point, Sheet

# Fewer waymarks in a row than a pair's own trail, and more height: there are camps above them.
SHEETS = (Sheet("wide", 800, 13, 128, 22, 420), Sheet("narrow", 360, 5, 116, 8, 190))
ABOVE = 44  # what a sheet has above the trail's own top, for the camps of its first row
CAMP = (11, 22)  # the smallest and the largest camp's radius
WORN = (2.5, 9.0)  # how broad a trail is that one pair walked, and one that all did
STATION, HALF = 160, 70  # the ribbon's stations are so far apart; so broad is either side at most
LEVEL = 0.24  # of a station's length, on both sides of it: there the ribbon is level
THIN = 1.5  # where nobody is it still shows
CHART = (360, 84)  # the columns' sheet: its width, and their greatest height
TOP = 18  # above the columns, for a number


@dataclass(frozen=True)
class Ribbon:
    """Both roles' sides of the ribbon as the data of two paths, lengthwise or downwards."""

    sheet: str
    width: int
    height: int
    mentees: str
    mentors: str
    stations: tuple[Point, ...]


@dataclass(frozen=True)
class Camp:
    """A waymark at (x, y), with `here` pairs in a circle of radius `r` above it; `label` is where its number stands."""

    x: float
    y: float
    here: int
    r: float
    number: int  # of its step; 0: the end of the path


@dataclass(frozen=True)
class Winding:
    """The trail with its camps; of each piece the data of its path and how broad it is worn (0: nobody was there)."""

    sheet: str
    width: int
    height: int
    pieces: tuple[tuple[str, float], ...]
    camps: tuple[Camp, ...]


@dataclass(frozen=True)
class Column:
    """One week's column: x, and from the bottom up the height of each part; `value` is what is written above it."""

    x: float
    heights: tuple[float, ...]
    tops: tuple[float, ...]
    value: str
    is_now: bool


@dataclass(frozen=True)
class Columns:
    """Columns side by side, each `breadth` broad, on a line at `base`."""

    width: int
    base: int
    breadth: float
    columns: tuple[Column, ...]


def ribbons(stages: Sequence[Stage]) -> tuple[Ribbon, ...]:
    """The people of each stage as a ribbon that narrows: mentees on one side of the trail, mentors on the other."""
    counts = [(stage.mentee.reached, stage.mentor.reached) for stage in stages]
    most = max(1, *(max(both) for both in counts))
    sides = [[max(THIN, HALF * both[side] / most) for both in counts] for side in (0, 1)]
    return tuple(_ribbon(name, sides) for name in ("wide", "narrow"))


def windings(course: Course) -> tuple[Winding, ...]:
    """The path with a camp above each step's waymark, the broader the more pairs walked it."""
    return tuple(_winding(course, sheet) for sheet in SHEETS)


def columns(parts: Sequence[tuple[int, ...]], values: Sequence[str], most: int) -> Columns:
    """A column a week. `parts` are the numbers to be stacked, from the bottom; `most` is what fills the height.

    What is newest is not over yet. Of many columns only the highest and the newest have their value above them.
    """
    width, height = CHART
    slot = width / max(len(parts), 6)
    sums = [sum(week) for week in parts]
    highest = sums.index(max(sums)) if sums else 0
    shown = range(len(parts)) if len(parts) <= 6 else (highest, len(parts) - 1)
    found = []
    for place, week in enumerate(parts):
        heights = [height * number / max(most, 1) for number in week]
        tops = [TOP + height - sum(heights[: n + 1]) for n in range(len(heights))]
        value = values[place] if place in shown else ""
        is_now = place == len(parts) - 1
        found.append(Column(_short(slot * (place + 0.5)), _all_short(heights), _all_short(tops), value, is_now))
    return Columns(width, TOP + height, _short(slot * 0.62), tuple(found))


def _ribbon(name: str, sides: list[list[float]]) -> Ribbon:
    long = STATION * len(sides[0])
    middles = [STATION * (n + 0.5) for n in range(len(sides[0]))]
    is_wide = name == "wide"
    mentees, mentors = (_side(side, sign, is_wide) for side, sign in zip(sides, (-1, 1), strict=True))
    stations = tuple((x, float(HALF)) if is_wide else (float(HALF), x) for x in middles)
    width, height = (long, 2 * HALF) if is_wide else (2 * HALF, long)
    return Ribbon(name, width, height, mentees, mentors, stations)


def _side(breadths: list[float], sign: int, is_wide: bool) -> str:
    """From the middle line out, along the outer edge, level at each station, and back along the middle."""
    level, long = STATION * LEVEL, STATION * len(breadths)

    def at(along: float, out: float) -> str:
        one, other = _short(along), _short(HALF + sign * out)
        return f"{one:g} {other:g}" if is_wide else f"{other:g} {one:g}"

    data = f"M{at(0, 0)}L{at(0, breadths[0])}"
    for n, breadth in enumerate(breadths):
        middle = STATION * (n + 0.5)
        if n:
            before, turn = breadths[n - 1], STATION * n
            data += f"C{at(turn, before)} {at(turn, breadth)} {at(middle - level, breadth)}"
        data += f"L{at(long if n == len(breadths) - 1 else middle + level, breadth)}"
    return f"{data}L{at(long, 0)}Z"


def _winding(course: Course, sheet: Sheet) -> Winding:
    signs, paths = trail.winding(len(course.camps) + 1, sheet)
    walked = [course.set_out, *(camp.done for camp in course.camps), 0]
    most = max(1, course.set_out)
    broad = [_short(WORN[0] + (WORN[1] - WORN[0]) * min(1, count / most)) if count else 0.0 for count in walked]
    here = [camp.here for camp in course.camps] + [course.at_end]
    camps = tuple(
        Camp(x, _short(y + ABOVE), pairs, _radius(pairs, max(here)), n if n <= len(course.camps) else 0)
        for n, ((x, y), pairs) in enumerate(zip(signs, here, strict=True), 1)
    )
    height = int(max(camp.y for camp in camps)) + 34
    return Winding(sheet.name, sheet.width, height, tuple(zip(paths, broad, strict=True)), camps)


def _radius(pairs: int, most: int) -> float:
    """By its area, but large enough for the number in it."""
    least, largest = CAMP
    by_area = least + (largest - least) * sqrt(pairs / most) if most else least
    return _short(min(largest, max(by_area, 4 * len(str(pairs)) + 4)))


def _short(number: float) -> float:
    return round(number, 1)


def _all_short(numbers: list[float]) -> tuple[float, ...]:
    return tuple(map(_short, numbers))
