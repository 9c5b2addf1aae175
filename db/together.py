"""Writes that share a commit: what comes while the disk is busy with one transaction is taken together as the next.

On SQLite only one can write at a time, and a commit, which waits for the disk and for the event loop to come round,
costs as much as all the rest of a message. On PostgreSQL, and where there is no event loop, each write has its own.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import gevent
from gevent import monkey
from gevent.event import Event

from db.database import connected, database, is_sqlite, writing

MOST = 50  # writes of one transaction; whoever reads meanwhile waits for their turn as long as all of these take

T = TypeVar("T")


def together(work: Callable[[], T]) -> T:
    """Do `work` in a transaction and return what it returns, once that is committed; raise what it raises.

    It is as alone as in `writing()`: what it raises undoes its own writes and nobody else's. If the commit itself
    fails, it fails for all who share it. `work` runs in another greenlet, so it may use the database and nothing that
    belongs to a request; it must not wait for anything.
    """
    if is_sqlite() and monkey.is_module_patched("threading") and not database.in_transaction():
        return _writer.do(work)
    with connected(), writing():
        return work()


class _Write:
    """What one greenlet wants written, and what became of it."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self.work, self.is_over = work, Event()
        self.result: Any = None
        self.fault: Exception | None = None


class Writer:
    """Takes all that is waiting into one transaction, then all that has come since, until nothing does."""

    def __init__(self) -> None:
        self._waiting: list[_Write] = []
        self._is_at_work = False

    def do(self, work: Callable[[], T]) -> T:
        """As `together`."""
        mine = _Write(work)
        self._waiting.append(mine)
        if not self._is_at_work:
            self._is_at_work = True
            gevent.spawn(self._write)  # one of its own: nobody who leaves takes what others wait for with them
        mine.is_over.wait()
        if mine.fault is not None:
            raise mine.fault
        result: T = mine.result
        return result

    def _write(self) -> None:
        while self._waiting:
            taken: list[_Write] = []
            try:
                with connected(), writing():
                    # Not before the lock is there: whoever came while it was waited for comes along.
                    taken, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                    _write_all(taken)
            except Exception as fault:
                if not taken:
                    taken, self._waiting = self._waiting, []
                for each in taken:
                    each.fault = each.fault or fault
            for each in taken:
                each.is_over.set()
        self._is_at_work = False


def _write_all(writes: list[_Write]) -> None:
    if len(writes) == 1:
        writes[0].result = writes[0].work()
        return
    for each in writes:
        _write_apart(each)


def _write_apart(each: _Write) -> None:
    """One of several: what it raises is its own. But a full disk undoes the whole transaction, and so ends it."""
    database.execute_sql("SAVEPOINT apart")
    try:
        each.result = each.work()
    except Exception as fault:
        if not database.connection().in_transaction:
            raise
        database.execute_sql("ROLLBACK TO apart")
        each.fault = fault
    database.execute_sql("RELEASE apart")


_writer = Writer()
