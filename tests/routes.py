"""The table of who gets what from every route, `tests/routes.txt`."""

from dataclasses import dataclass
from pathlib import Path

WHO = ("out", "charlie", "dana", "bob", "alice", "olivia", "sam", "host")


@dataclass(frozen=True)
class Route:
    """One line of the table."""

    method: str
    endpoint: str
    path: str
    expected: dict[str, int]


def _read(line: str) -> Route:
    method, endpoint, path, *statuses = line.split()
    return Route(method, endpoint, path, dict(zip(WHO, map(int, statuses), strict=True)))


_LINES = Path(__file__).with_suffix(".txt").read_text().splitlines()
ROUTES = [_read(line) for line in _LINES if line and not line.startswith("#")]
