"""A long list, a page at a time."""

from dataclasses import dataclass
from typing import Any

SIZE = 50  # rows


@dataclass(frozen=True)
class Page:
    """Some rows of a list: which page of it they are (from 1), and how many rows the whole list has."""

    rows: list[Any]
    number: int
    total: int
    size: int = SIZE

    @property
    def first(self) -> int:
        """The place of its first row in the whole list, from 1; 0 where there is none."""
        return (self.number - 1) * self.size + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The place of its last row in the whole list."""
        return max(self.first + len(self.rows) - 1, 0)

    @property
    def has_previous(self) -> bool:
        """Whether a page comes before it."""
        return self.number > 1

    @property
    def has_next(self) -> bool:
        """Whether a page comes after it."""
        return self.number * self.size < self.total


def page_of(query: Any, number: int, size: int = SIZE) -> Page:
    """A page of what a query finds, in two queries; a number past either end is brought back to it."""
    total = int(query.count())
    last = max(1, -(-total // size))
    number = min(max(number, 1), last)
    return Page(rows=list(query.paginate(number, size)), number=number, total=total, size=size)


def slice_of(rows: list[Any], number: int, size: int = SIZE) -> Page:
    """A page of a list that is there already; a number past either end is brought back to it."""
    number = min(max(number, 1), max(1, -(-len(rows) // size)))
    return Page(rows=rows[(number - 1) * size : number * size], number=number, total=len(rows), size=size)
