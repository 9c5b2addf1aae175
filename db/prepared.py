"""Named queries whose SQL is built once: building it anew cost a third of the pair's page.

    of_pair = prepared(lambda pair_id: DataKey.select().where(DataKey.pair == pair_id))
    rows = of_pair(7)

What may vary are the arguments (numbers, texts, aware instants), never the shape of the query.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from db.database import database
from db.models.base import UtcDateTimeField

Values = tuple[int | str | datetime, ...]
_INSTANTS = UtcDateTimeField()


class prepared:  # noqa: N801 # it is used as a function
    """A query of some arguments. Calling it gives its rows, in a list; nothing is kept between calls but the SQL."""

    def __init__(self, build: Callable[..., Any]) -> None:
        self._build = build
        self._plans: dict[Any, tuple[Any, str, list[Any]]] = {}

    def __call__(self, *values: int | str | datetime) -> list[Any]:
        """Run it."""
        key = (type(database.obj), *map(type, values))
        plan = self._plans.get(key)
        if plan is None:
            plan = self._plans[key] = self._plan(values)
        query, sql, places = plan
        given = [_stored(value) for value in values]
        parameters = [given[place] if is_argument else place for is_argument, place in places]
        cursor = database.execute_sql(sql, parameters)
        return list(query._get_cursor_wrapper(cursor))  # what `query.execute` itself does with a cursor

    def first(self, *values: int | str | datetime) -> Any:
        """Run it, and give its first row or None."""
        return next(iter(self(*values)), None)

    def _plan(self, values: Values) -> tuple[Any, str, list[tuple[bool, Any]]]:
        """The query, its SQL, and for each parameter which argument it is, or its constant."""
        marks = [_mark(value, n) for n, value in enumerate(values)]
        query = self._build(*marks)
        sql, parameters = query.sql()
        stored = [_stored(mark) for mark in marks]
        places = [(True, stored.index(p)) if p in stored else (False, p) for p in parameters]
        if {place for is_argument, place in places if is_argument} != set(range(len(values))):
            raise ValueError("each argument of a prepared query must be one of its parameters as it is")
        return query, sql, places


def _mark(value: Any, n: int) -> Any:
    """A value of the same type that no query would hold by itself."""
    if isinstance(value, datetime):
        return datetime(1, 1, 1, microsecond=n + 1, tzinfo=UTC)
    return f"\0argument {n}" if isinstance(value, str) else -(10**15) - n


def _stored(value: Any) -> Any:
    return _INSTANTS.db_value(value) if isinstance(value, datetime) else value
