"""What admins write of a pair or to one of it, sealed under a sub-key of the master keys and bound to its row."""

from typing import Any

from db.database import writing
from db.models import CoordinatorNote, CoordinatorWord
from webapp.domain import vault

LABEL = "coordinator"  # of the sub-key
LONGEST = 2_000  # characters

Written = CoordinatorNote | CoordinatorWord


def seal(row: Written, text: str) -> None:
    """Put a text into a row that is about to be saved; its uid, pair and author must be there."""
    row.body = vault.seal_under(LABEL, text.encode(), place=_place(row))


def opened(row: Written) -> str:
    """What a row says. Raises InvalidTag."""
    return vault.open_under(LABEL, bytes(row.body), place=_place(row)).decode()


def seal_anew() -> int:
    """Bring all of it under the master key that writes now; how many rows that were."""
    nouns: tuple[Any, ...] = (CoordinatorNote, CoordinatorWord)
    return sum(_seal_anew(noun, row_id) for noun in nouns for (row_id,) in list(noun.select(noun.id).tuples()))


def _seal_anew(noun: Any, row_id: int) -> bool:
    with writing():
        row = noun.get_or_none(noun.id == row_id)
        if row is None or not vault.is_of_older_key(LABEL, bytes(row.body), place=_place(row)):
            return False
        seal(row, opened(row))
        return bool(noun.update(body=row.body).where(noun.id == row_id).execute())


def _place(row: Written) -> str:
    return f"{type(row).__name__}|{row.uid}|{row.pair_id}|{row.author_id}"
