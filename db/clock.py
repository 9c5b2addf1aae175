"""The one place that reads the time, so that a test or the demo's history can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_set: ContextVar[datetime | None] = ContextVar("set", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _set.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Inside, it is `moment` (aware)."""
    token = _set.set(moment)
    try:
        yield
    finally:
        _set.reset(token)
