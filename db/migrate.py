"""Bring the database to this version: numbered scripts, once each, under a lock, a transaction each."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playhouse.migrations import Runner

from db.database import database, is_sqlite

DIRECTORY = Path(__file__).parent / "migrations"
ADVISORY_LOCK = 0x57_41_59  # any constant of our own


def migrate() -> list[str]:
    """Apply what is pending and return its names. Two processes that start at once: one works, the other waits."""
    with database.connection_context(), _alone():
        runner = Runner(database.obj, directory=str(DIRECTORY))
        _refuse_newer(runner)
        applied: list[str] = runner.up()
        return applied


def known() -> set[str]:
    """The names of all migrations of this version."""
    return {path.stem for path in DIRECTORY.glob("[0-9]*.py")}


def is_current() -> bool:
    """Whether every migration has been applied."""
    return all(migration.applied for migration in Runner(database.obj, directory=str(DIRECTORY)).status())


def _refuse_newer(runner: Runner) -> None:
    unknown = [row.name for row in runner.status() if row.path is None]
    if unknown:
        raise SystemExit(f"The database is from a newer version (it has {', '.join(unknown)}). Install that version.")


@contextmanager
def _alone() -> Iterator[None]:
    if is_sqlite():
        with Path(f"{database.obj.database}.migrating").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        return
    database.execute_sql("SELECT pg_advisory_lock(%s)", (ADVISORY_LOCK,))
    try:
        yield
    finally:
        database.execute_sql("SELECT pg_advisory_unlock(%s)", (ADVISORY_LOCK,))
