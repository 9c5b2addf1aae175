"""Each worker of a run has a database and a Redis of its own, so that workers cannot see one another's rows."""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from db.database import database, is_sqlite, writing
from db.models import TABLES


def worker_number() -> int:
    """0 for the first xdist worker, or where there are none."""
    return int(re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", "0")))


def database_url(folder: str) -> str:
    """A fresh PostgreSQL database where TEST_DATABASE_URL names a server, else a SQLite file in `folder`."""
    server = os.environ.get("TEST_DATABASE_URL", "")
    if not server:
        return f"sqlite:///{folder}/test.db"
    name = f"waymark_test_{worker_number()}"
    with psycopg.connect(server.replace("postgres://", "postgresql://", 1), autocommit=True) as connection:
        for statement in ("DROP DATABASE IF EXISTS {} WITH (FORCE)", "CREATE DATABASE {}"):
            connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
    return f"{server.rsplit('/', 1)[0]}/{name}"


def redis_url() -> str:
    """The worker's numbered database of the Redis that TEST_REDIS_URL names, or nothing."""
    server = os.environ.get("TEST_REDIS_URL", "")
    return f"{server.rsplit('/', 1)[0]}/{worker_number()}" if server else ""


def empty() -> None:
    """Delete every row of every table, in one transaction."""
    with writing(), unguarded():  # at once: a request that an earlier test has left behind must not refer to what goes
        clear()


def clear() -> None:
    """The same inside `unguarded()`."""
    execute(f'DELETE FROM "{table._meta.table_name}"' for table in reversed(TABLES))  # noqa: S608 # our own names


def execute(statements: Iterable[str]) -> None:
    """Run some statements: on PostgreSQL all at once, since the way there and back takes longer than they do."""
    for statement in statements if is_sqlite() else ["; ".join(statements)]:
        database.execute_sql(statement)


@contextmanager
def unguarded() -> Iterator[None]:
    """The audit log can be changed, as by somebody who holds the database. Must be called inside `writing()`.

    PostgreSQL asks no foreign keys meanwhile, either.
    """
    if not is_sqlite():
        database.execute_sql("SET LOCAL session_replication_role = replica")
        yield
        database.execute_sql("SET LOCAL session_replication_role = origin")
        return
    triggers = database.execute_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _statement in triggers:
        database.execute_sql(f"DROP TRIGGER {name}")
    yield
    for _name, statement in triggers:
        database.execute_sql(statement)
