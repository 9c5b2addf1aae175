"""What cannot be beaten with these libraries: a bare flask-sock echo, an empty page, bare commits."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from flask import Flask
from flask_sock import Sock

from db.database import SQLITE_PRAGMAS

ROW = b"x" * 400  # bytes; about what a message of 120 characters takes with its seal and its tag
INSERT = "INSERT INTO message (pair, body) VALUES (?, ?)"

app = Flask(__name__)
app.config["SOCK_SERVER_OPTIONS"] = {"ping_interval": 25, "max_message_size": 16 * 1024}
sock = Sock(app)


@sock.route("/echo")  # type: ignore[untyped-decorator] # flask-sock ships no types
def echo(ws: Any) -> None:
    """Say back what is said."""
    while True:
        ws.send(ws.receive())


@app.get("/healthz")
def empty() -> str:
    """A page with nothing on it."""
    return ""


def sqlite_commits(folder: Path, seconds: float) -> tuple[float, float]:
    """Rows a second, each in a transaction of its own with the app's pragmas, and the processor seconds of 1,000."""
    with closing(sqlite3.connect(folder / "floor.db", isolation_level=None)) as bare:
        for name, value in SQLITE_PRAGMAS.items():
            bare.execute(f"PRAGMA {name} = {value}")
        bare.execute(
            "CREATE TABLE IF NOT EXISTS message (id INTEGER PRIMARY KEY AUTOINCREMENT, pair INTEGER, body BLOB)"
        )
        return _commits(lambda n: _commit(bare, n), seconds)


def postgresql_commits(url: str, seconds: float) -> tuple[float, float]:
    """The same on PostgreSQL, over one connection; the processor seconds are the client's alone."""
    import psycopg  # not at the top: the bare server imports this file and wants no driver

    with psycopg.connect(url.replace("postgres://", "postgresql://", 1), autocommit=True) as bare:
        bare.execute("CREATE TABLE IF NOT EXISTS floor (id BIGSERIAL PRIMARY KEY, pair BIGINT, body BYTEA)")
        insert = INSERT.replace("message", "floor").replace("?", "%s")
        return _commits(lambda n: bare.execute(insert, (n % 50, ROW)), seconds)


def _commit(bare: sqlite3.Connection, n: int) -> None:
    bare.execute("BEGIN IMMEDIATE")
    bare.execute(INSERT, (n % 50, ROW))
    bare.execute("COMMIT")


def _commits(commit: Any, seconds: float) -> tuple[float, float]:
    count, started, used = 0, time.perf_counter(), time.process_time()
    while time.perf_counter() - started < seconds:
        commit(count)
        count += 1
    return count / (time.perf_counter() - started), (time.process_time() - used) / count * 1000
