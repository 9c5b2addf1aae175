"""The table of who gets what from every route, `tests/routes.txt`."""

from dataclasses import dataclass
from pathlib import Path

WHO = ("out", "charlie", "mara", "peter", "dana", "bob", "alice", "olivia", "sam", "nadia", "host")


@dataclass(frozen=True)
class Route:
    """One line of the table."""

    method: str
    endpoint: str
    path: str
    expected: dict[str, int]

    def line(self, statuses: dict[str, int] | None = None) -> str:
        """The line as it stands in the table, with these statuses in place of its own."""
        shown = " ".join(f"{(statuses or self.expected)[who]:<4}" for who in WHO)
        return f"{self.method:<6} {self.endpoint:<31} {self.path:<57} {shown}".rstrip()


def _read(line: str) -> Route:
    method, endpoint, path, *statuses = line.split()
    if len(statuses) != len(WHO):  # the matrix fails for it, and says what the line would be
        return Route(method, endpoint, path, dict.fromkeys(WHO, 0))
    return Route(method, endpoint, path, dict(zip(WHO, map(int, statuses), strict=True)))


_LINES = Path(__file__).with_suffix(".txt").read_text().splitlines()
ROUTES = [_read(line) for line in _LINES if line and not line.startswith("#")]
