"""The order of a program's steps and questions: rows with a `position`, moved by one, by two admins at once."""

from collections.abc import Sequence
from typing import Any

from webapp.domain.errors import ChangedMeanwhile


def moved(rows: Sequence[Any], row_id: int, *, seen: int, to: int) -> list[Any]:
    """The rows with one of them at place `to` (from 0). `seen` is where the actor saw it; raises ChangedMeanwhile.

    A place beyond the ends is the nearest end.
    """
    place = next((i for i, row in enumerate(rows) if row.id == row_id), None)
    if place is None or place != seen:
        raise ChangedMeanwhile
    others = [row for row in rows if row.id != row_id]
    to = min(max(to, 0), len(others))
    return [*others[:to], rows[place], *others[to:]]


def renumber(model: Any, rows: Sequence[Any]) -> None:
    """Write the rows' order down, touching only those whose place is another one. Inside `writing()`."""
    for position, row in enumerate(rows, 1):
        if row.position != position:
            model.update(position=position).where(model.id == row.id).execute()
