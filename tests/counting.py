"""How many queries something makes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from db.database import database


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are run while it is open."""
    statements: list[str] = []
    execute = database.obj.execute_sql

    def note(sql: str, *args: Any, **kwargs: Any) -> Any:
        statements.append(sql)
        return execute(sql, *args, **kwargs)

    with patch.object(database.obj, "execute_sql", note):
        yield statements
