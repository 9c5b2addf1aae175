"""Sealing anew, with the master key that writes now, what `vault.seal_under` has sealed in a column."""

from collections.abc import Callable
from typing import Any

from db.database import writing
from webapp.domain import vault


def seal_anew(column: Any, label: str, place: Callable[[Any], str]) -> int:
    """Do it for every row that has something in the column, each in its place; may be done twice. How many there are.

    A row that has been changed or emptied meanwhile stays as it is. Raises InvalidTag.
    """
    noun = column.model
    rows = list(noun.select().where(column.is_null(False)))
    for row in rows:
        old, key = getattr(row, column.name), noun._meta.primary_key
        fresh = vault.seal_under(label, vault.open_under(label, old, place=place(row)), place=place(row))
        with writing():
            noun.update({column: fresh}).where((key == row._pk) & (column == old)).execute()
    return len(rows)
