"""Named queries whose SQL is built once: building it anew cost a third of the pair's page.

    of_pair = prepared(lambda pair_id: DataKey.select().where(DataKey.pair == pair_id))
    rows = of_pair(7)

What may vary are the arguments (numbers, texts, aware instants), never the shape of the query.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from peewee import ModelObjectCursorWrapper

from db.database import database
from db.models.base import UtcDateTimeField

Values = tuple[int | str | datetime, ...]
_Reader = Callable[[tuple[Any, ...]], Any]
# The query, its SQL, for each parameter which argument it is or its constant, and how to read a row once there was one.
_Plan = tuple[Any, str, list[tuple[bool, Any]], _Reader | None]
_INSTANTS = UtcDateTimeField()


class prepared:  # noqa: N801 # it is used as a function
    """A query of some arguments. Calling it gives its rows, in a list; nothing is kept between calls but the SQL."""

    def __init__(self, build: Callable[..., Any]) -> None:
        self._build = build
        self._plans: dict[Any, _Plan] = {}

    def __call__(self, *values: int | str | datetime) -> list[Any]:
        """Run it."""
        key = (type(database.obj), *map(type, values))
        plan = self._plans.get(key)
        if plan is None:
            plan = self._plans[key] = self._plan(values)
        query, sql, places, read = plan
        given = [_stored(value) for value in values]
        parameters = [given[place] if is_argument else place for is_argument, place in places]
        cursor = database.execute_sql(sql, parameters)
        rows = cursor.fetchall()
        if read is None and rows:
            read = _reader(query, cursor)
            self._plans[key] = (query, sql, places, read)
        return [read(row) for row in rows] if read else []

    def first(self, *values: int | str | datetime) -> Any:
        """Run it, and give its first row or None."""
        return next(iter(self(*values)), None)

    def _plan(self, values: Values) -> _Plan:
        marks = [_mark(value, n) for n, value in enumerate(values)]
        query = self._build(*marks)
        sql, parameters = query.sql()
        stored = [_stored(mark) for mark in marks]
        places = [(True, stored.index(p)) if p in stored else (False, p) for p in parameters]
        if {place for is_argument, place in places if is_argument} != set(range(len(values))):
            raise ValueError("each argument of a prepared query must be one of its parameters as it is")
        return query, sql, places, None


def _reader(query: Any, cursor: Any) -> _Reader:
    """What makes of a row of the database what `query` gives; finding it out anew costs more than a row does."""
    wrapper = query._get_cursor_wrapper(cursor)  # what `query.execute` itself does with a cursor
    wrapper.initialize()
    wrapper.cursor = None  # it is kept for ever, and needs none to read a row
    if not isinstance(wrapper, ModelObjectCursorWrapper):
        read: _Reader = wrapper.process_row
        return read
    return partial(row_of, wrapper.model, list(zip(wrapper.unique_columns, wrapper.converters, strict=True)))


def row_of(model: Any, columns: Sequence[tuple[str, Callable[[Any], Any] | None]], values: tuple[Any, ...]) -> Any:
    """A row of one table, as peewee makes it, without setting it column by column."""
    row = model(__no_default__=1)
    row.__data__ = {
        name: value if read is None else read(value) for (name, read), value in zip(columns, values, strict=True)
    }
    return row


def _mark(value: Any, n: int) -> Any:
    """A value of the same type that no query would hold by itself."""
    if isinstance(value, datetime):
        return datetime(1, 1, 1, microsecond=n + 1, tzinfo=UTC)
    return f"\0argument {n}" if isinstance(value, str) else -(10**15) - n


def _stored(value: Any) -> Any:
    return _INSTANTS.db_value(value) if isinstance(value, datetime) else value
