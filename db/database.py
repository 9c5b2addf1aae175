"""Where the rows live: a SQLite file or a pooled PostgreSQL, behind one proxy that every model is bound to."""

import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gevent import get_hub, monkey
from peewee import Database, DatabaseProxy, OperationalError, SqliteDatabase, __exception_wrapper__
from playhouse.db_url import connect as connect_url
from playhouse.pool import PooledSqliteDatabase

database: Any = DatabaseProxy()

SQLITE_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",  # an acknowledged message survives a power cut
    "foreign_keys": 1,
    "secure_delete": 1,  # a shredded row leaves no bytes behind in free pages
    "cache_size": -16_000,  # KiB
    "temp_store": 2,
}
PAGE = 4096  # bytes of SQLite's
LOG_PAGES = range(1_000, 10_001)  # before the log is folded into the file; small logs cost p99 (2.3 ms against 5.6-29)
BUSY_TIMEOUT = 5  # seconds
POOL_SIZE = 20
POOL_WAIT = 5  # seconds

_writer = threading.RLock()  # of this process, on SQLite


class _Last(threading.local):
    """What is to be done last in this greenlet's transaction, and how many `writing()` it is inside of."""

    def __init__(self) -> None:
        self.depth = 0
        self.works: list[Callable[[], object]] = []


_last = _Last()


class Sqlite(PooledSqliteDatabase):
    """SQLite whose commits wait for the disk in a thread: a slow disk must not stop every socket of the process."""

    def commit(self) -> None:
        """Commit the present transaction; other greenlets run meanwhile."""
        if not monkey.is_module_patched("threading"):
            super().commit()
            return
        with __exception_wrapper__:
            fault = get_hub().threadpool.apply(_attempt, (self.cursor().execute, "COMMIT"))
            if fault is not None:
                raise fault

    def rollback(self) -> None:
        """SQLite has rolled back by itself when the disk is full; a second ROLLBACK fails, and would hide why."""
        if self.connection().in_transaction:
            super().rollback()


def _attempt(execute: Callable[[str], object], statement: str) -> sqlite3.Error | None:
    """What went wrong, instead of raising it: gevent prints a trace of whatever is raised in its threads."""
    try:
        execute(statement)
    except sqlite3.Error as fault:
        return fault
    return None


def connect(url: str) -> Database:
    """Open `url` (`sqlite:///file` or `postgres://…`), bind every model to it and return it, not yet connected."""
    opened = _sqlite(url) if url.startswith("sqlite") else _postgresql(url)
    database.initialize(opened)
    return opened


def is_sqlite() -> bool:
    """Whether the bound database is SQLite."""
    return isinstance(database.obj, SqliteDatabase)


@contextmanager
def connected() -> Iterator[None]:
    """A connection: the one that this greenlet has, or else one for as long as this lasts."""
    if not database.is_closed():
        yield
        return
    with database.connection_context():
        yield


@contextmanager
def writing() -> Iterator[None]:
    """A transaction that means to write.

    On SQLite it takes the write lock at once (`BEGIN IMMEDIATE`): a transaction that reads first and writes later can
    fail with "database is locked" at no fault of its own. Within a process the writers queue up before that, because
    SQLite's own way of waiting would stop every greenlet. Nothing inside may wait for the network or hash a password:
    all other writers would wait with it.
    """
    if not is_sqlite():
        with database.atomic(), _works_last():
            yield
        return
    if not _writer.acquire(timeout=BUSY_TIMEOUT):
        raise OperationalError("database is locked")
    try:
        with database.atomic("IMMEDIATE"), _works_last():
            yield
    finally:
        _writer.release()


def last(work: Callable[[], object]) -> None:
    """Do `work` as the last thing of the present transaction, within it; not at all if that is undone.

    For a lock that many verbs take, such as the audit log's: whoever waits for it then holds everything else already,
    so that two verbs cannot wait for each other. Must be called inside `writing()`.
    """
    if not _last.depth:
        raise RuntimeError("outside of writing() there is no last thing")
    _last.works.append(work)


@contextmanager
def _works_last() -> Iterator[None]:
    _last.depth += 1
    try:
        yield
        if _last.depth == 1:
            for work in _last.works:
                work()
    finally:
        _last.depth -= 1
        if not _last.depth:
            _last.works.clear()


def locked(query: Any, *, deletes: bool = False) -> Any:
    """`query` with a row lock where the database has them; SQLite's `writing` already holds the only lock.

    `FOR NO KEY UPDATE` and not `FOR UPDATE`: that one also stops every insert which refers to the row, and two verbs
    that lock in different orders through such references end in a deadlock. With `deletes` it is `FOR UPDATE`, so that
    nothing that is about to refer to the row is lost with it.
    """
    return query if is_sqlite() else query.for_update("FOR UPDATE" if deletes else "FOR NO KEY UPDATE")


def alone(name: str) -> None:
    """Wait until no other transaction is alone with `name`, for a rule about rows that are not there yet to be locked.

    Held until the transaction ends; SQLite's `writing` already holds the only lock.
    """
    if not is_sqlite():
        database.execute_sql("SELECT pg_advisory_xact_lock(hashtext(%s))", (name,))


def forget_past() -> bool:
    """Fold SQLite's log into the file and empty it: what was deleted must not go on standing in the log.

    Returns whether that was done; not while somebody reads. PostgreSQL sees to it by itself (its autovacuum).
    """
    if not is_sqlite():
        return True
    with _writer:
        database.execute_sql("PRAGMA busy_timeout = 0")  # SQLite's own way of waiting would stop every greenlet
        try:
            return database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
        finally:
            database.execute_sql(f"PRAGMA busy_timeout = {BUSY_TIMEOUT * 1000}")


def _log_pages(folder: Path) -> int:
    """How long SQLite's log may get: an eighth of what is free on its disk, within LOG_PAGES.

    A log that fills the disk by itself cannot be folded into the file any more, which would have to grow for that:
    nothing but a larger disk would mend it.
    """
    pages = shutil.disk_usage(folder).free // 8 // PAGE
    return max(LOG_PAGES[0], min(pages, LOG_PAGES[-1]))


def _sqlite(url: str) -> Database:
    path = url.removeprefix("sqlite:///")
    folder = Path(path).parent
    folder.mkdir(parents=True, exist_ok=True)
    return Sqlite(
        path,
        max_connections=POOL_SIZE,
        timeout=POOL_WAIT,
        pragmas={
            **SQLITE_PRAGMAS,
            "busy_timeout": BUSY_TIMEOUT * 1000,
            "wal_autocheckpoint": _log_pages(folder),
        },
        check_same_thread=False,  # the pool hands a connection from one greenlet to the next
    )


def _postgresql(url: str) -> Database:
    pooled = url.replace("postgresql://", "postgres://", 1).replace("postgres://", "postgres+pool://", 1)
    return connect_url(
        pooled,
        unquote_user=True,
        unquote_password=True,
        max_connections=POOL_SIZE,
        stale_timeout=300,
        timeout=POOL_WAIT,
        prefer_psycopg3=True,
        connect_timeout=3,
        # jit: it compiles a query whose cost it overestimates for 200 ms, to save a few.
        options="-c statement_timeout=5000 -c timezone=UTC -c jit=off",
    )
