"""Each worker of a run has a database and a Redis of its own, so that workers cannot see one another's rows."""

import os
import re

import psycopg
from psycopg import sql


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
