"""Whether the app runs on this database: each of its processes says so for as long as it lives.

Beside a SQLite file it is a lock that the system lets go of when the process ends, however it ends; PostgreSQL knows
itself who is connected.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from db.database import database, is_sqlite

_held: list[IO[str]] = []  # for as long as the process lives

_OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid != pg_backend_pid()"""


class AppIsRunning(Exception):  # noqa: N818 # the name is the sentence
    """Some process of the app works on this database."""


def say_so() -> None:
    """Let nobody take the database away under this process."""
    if is_sqlite():
        lock = _lock_file().open("w")
        fcntl.flock(lock, fcntl.LOCK_SH)
        _held.append(lock)


@contextmanager
def nobody() -> Iterator[None]:
    """Keep the app from starting for as long as this lasts. Raises AppIsRunning."""
    if not is_sqlite():
        database.close_all()
        with database.connection_context():
            others = database.execute_sql(_OTHERS).fetchone()[0]
        if others:
            raise AppIsRunning
        yield
        return
    with _lock_file().open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AppIsRunning from error
        yield


def _lock_file() -> Path:
    path = Path(f"{database.obj.database}.running")
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
