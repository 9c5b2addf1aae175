"""The path drawn as a trail: where its waymarks stand and how it winds, for a wide sheet and for a phone's."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, pi, sin

DONE, HERE, AHEAD = "done", "here", "ahead"
HALF_WIDTH = {DONE: 6, HERE: 8, AHEAD: 6}
HALF_HEIGHT = {DONE: 10, HERE: 13, AHEAD: 10}

Point = tuple[float, float]


@dataclass(frozen=True)
class Sheet:
    """What a trail is drawn on, in SVG units; `most` is how many waymarks a row takes before the trail turns back."""

    name: str
    width: int
    most: int
    row: int  # the height of a row
    swing: float  # how far the trail leaves the row's middle
    wave: float  # how long a wave is


SHEETS = (Sheet("wide", 800, 24, 104, 22, 420), Sheet("narrow", 360, 8, 76, 8, 190))
EDGE = 5
MARGIN = 24
MIDDLE = 38  # from a row's top to its middle; below it stand the waymark's lower half and the word "here"


@dataclass(frozen=True)
class Waymark:
    """One step's painted sign: a rectangle from its left upper corner."""

    state: str
    x: float
    y: float
    width: int
    height: int


@dataclass(frozen=True)
class Trail:
    """A drawing: `walked` and `ahead` are the data of two paths (either may be empty), `label` where "here" stands."""

    sheet: str
    width: int
    height: int
    walked: str
    ahead: str
    waymarks: tuple[Waymark, ...]
    label: Point | None


@lru_cache(maxsize=512)  # pairs stand at few places, and each page draws theirs
def drawings(states: tuple[str, ...]) -> tuple[Trail, ...]:
    """The same trail once for each sheet. `states` has "done", "here" or "ahead" for each step, in order."""
    return tuple(drawing(states, sheet) for sheet in SHEETS)


def drawing(states: Sequence[str], sheet: Sheet) -> Trail:
    """The trail on one sheet: solid up to where the pair is (or to the last step done), dotted from there."""
    signs = _signs(len(states), sheet)
    points = _points(signs, sheet)
    reached = _reached(states)
    turn = points.index(signs[reached]) if reached is not None else 0
    if states and all(state == DONE for state in states):
        turn = len(points) - 1
    waymarks = tuple(_waymark(state, *sign) for state, sign in zip(states, signs, strict=True))
    label = _label(signs[states.index(HERE)], sheet) if HERE in states else None
    return Trail(
        sheet=sheet.name,
        width=sheet.width,
        height=_height(points, waymarks, label),
        walked=_curve(points, 0, turn),
        ahead=_curve(points, turn, len(points) - 1),
        waymarks=waymarks,
        label=label,
    )


def winding(count: int, sheet: Sheet) -> tuple[list[Point], list[str]]:
    """Where `count` waymarks stand, and the data of the paths to the first, from each to the next, and to the end."""
    signs = _signs(count, sheet)
    points = _points(signs, sheet)
    places = [0, *(points.index(sign) for sign in signs), len(points) - 1]
    return signs, [_curve(points, before, after) for before, after in itertools.pairwise(places)]


def _height(points: list[Point], waymarks: tuple[Waymark, ...], label: Point | None) -> int:
    """Down to the lowest thing drawn, and no further: what stands below the trail follows it closely."""
    lowest = [y for _, y in points] + [mark.y + mark.height for mark in waymarks]
    return ceil(max(*lowest, label[1] if label else 0)) + 5


def _reached(states: Sequence[str]) -> int | None:
    if HERE in states:
        return states.index(HERE)
    return max((i for i, state in enumerate(states) if state == DONE), default=None)


def _signs(count: int, sheet: Sheet) -> list[Point]:
    """Where each waymark stands: rows of equal length, every second one walked back."""
    if not count:
        return []
    a_row = ceil(count / ceil(count / sheet.most))
    return [_place(i // a_row, (i % a_row + 0.5) / a_row, sheet) for i in range(count)]


def _place(row: int, share: float, sheet: Sheet) -> Point:
    """The point of a row that is `share` (0 to 1) along it, in the direction in which the row is walked."""
    forward = share if row % 2 == 0 else 1 - share
    x = MARGIN + forward * (sheet.width - 2 * MARGIN)
    wave = sin(2 * pi * x / sheet.wave - 0.5) + 0.15 * sin(2 * pi * x / (sheet.wave * 0.6) + 1)
    return round(x, 1), round(row * sheet.row + MIDDLE - sheet.swing * wave / 1.15, 1)


def _points(signs: list[Point], sheet: Sheet) -> list[Point]:
    """What the trail passes through: the waymarks, the turns between rows, and a little before and after."""
    rows = sorted({int(y // sheet.row) for _, y in signs}) or [0]
    start = (float(EDGE), _place(0, -0.03, sheet)[1])
    points = [start, _between(start, signs[0], 0, sheet)] if signs else [start]
    for row in rows:
        here = [sign for sign in signs if int(sign[1] // sheet.row) == row]
        for before, after in itertools.pairwise(here):
            points += [before, _between(before, after, row, sheet)]
        points += here[-1:]
        points.append(_turn(row, sheet) if row != rows[-1] else _end(row, here, sheet))
    return points


def _between(before: Point, after: Point, row: int, sheet: Sheet) -> Point:
    share = ((before[0] + after[0]) / 2 - MARGIN) / (sheet.width - 2 * MARGIN)
    return _place(row, share if row % 2 == 0 else 1 - share, sheet)


def _turn(row: int, sheet: Sheet) -> Point:
    x = sheet.width - EDGE if row % 2 == 0 else EDGE
    return float(x), float(row * sheet.row + MIDDLE + sheet.row / 2)


def _end(row: int, here: list[Point], sheet: Sheet) -> Point:
    """The last row's trail goes on to the edge, or half a step further where the row is not full."""
    step = abs(here[1][0] - here[0][0]) if len(here) > 1 else 2 * MARGIN
    last = here[-1][0] if here else 0
    ahead = last + step / 2 + MARGIN - EDGE if row % 2 == 0 else last - step / 2 - MARGIN + EDGE
    x = min(max(ahead if here else sheet.width, EDGE), sheet.width - EDGE)
    share = (x - MARGIN) / (sheet.width - 2 * MARGIN)
    return round(x, 1), _place(row, share if row % 2 == 0 else 1 - share, sheet)[1]


def _curve(points: list[Point], first: int, last: int) -> str:
    """The smooth (Catmull-Rom) curve through the points from `first` to `last`, as the data of an SVG path."""
    if first == last:
        return ""
    parts = [f"M{points[first][0]:g} {points[first][1]:g}"]
    for i in range(first, last):
        before, start, stop = points[max(i - 1, 0)], points[i], points[i + 1]
        after = points[min(i + 2, len(points) - 1)]
        one = (start[0] + (stop[0] - before[0]) / 6, start[1] + (stop[1] - before[1]) / 6)
        two = (stop[0] - (after[0] - start[0]) / 6, stop[1] - (after[1] - start[1]) / 6)
        parts.append("C" + " ".join(f"{round(x, 1):g} {round(y, 1):g}" for x, y in (one, two, stop)))
    return "".join(parts)


def _waymark(state: str, x: float, y: float) -> Waymark:
    wide, high = HALF_WIDTH[state], HALF_HEIGHT[state]
    return Waymark(state, round(x - wide, 1), round(y - high, 1), 2 * wide, 2 * high)


def _label(sign: Point, sheet: Sheet) -> Point:
    x = min(max(sign[0], MARGIN), sheet.width - MARGIN)
    return x, round(sign[1] + HALF_HEIGHT[HERE] + 17, 1)
