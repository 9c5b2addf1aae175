"""One's own pulses as a line: from left to right as they were given, from 1 at the bottom to 10 at the top."""

from typing import NamedTuple

from webapp.domain import pulses

STEP, HEIGHT, MARGIN = 40, 100, 10
RISE = (HEIGHT - 2 * MARGIN) / (pulses.SCORES[-1] - pulses.SCORES[0])


class Point(NamedTuple):
    """A pulse's place in the drawing, whose origin is the upper left corner."""

    x: int
    y: int


class Drawing(NamedTuple):
    """The line, and a mark for each pulse."""

    width: int
    height: int
    line: str
    points: list[Point]


def drawn(scores: list[int]) -> Drawing:
    """Scores, oldest first, as a drawing."""
    points = [Point(MARGIN + n * STEP, round(HEIGHT - MARGIN - (score - 1) * RISE)) for n, score in enumerate(scores)]
    line = "M" + "L".join(f"{point.x} {point.y}" for point in points) if len(points) > 1 else ""
    return Drawing(2 * MARGIN + STEP * max(len(scores) - 1, 7), HEIGHT, line, points)
