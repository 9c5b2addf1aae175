"""What a chapter of somebody's own archive is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from db.models import Member, Row

Entry = dict[
    str, Any
]  # documented keys → text, number, yes or no, day, aware instant, a list of these, entries, or None


@dataclass(frozen=True)
class Chapter:
    """A part of the archive: its key, the tables whose rows it tells of, and what makes its entries of a member."""

    key: str
    tables: tuple[type[Row], ...]
    entries: Callable[[Member], Iterator[Entry]]


def columns(row: Row, *names: str) -> Entry:
    """Some columns of a row under their own names."""
    return {name: getattr(row, name) for name in names}
