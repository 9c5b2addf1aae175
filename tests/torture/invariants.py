"""What must hold after every row, whatever was done to the server."""

import subprocess
import time
from collections import Counter
from pathlib import Path

import gevent

from db.database import POOL_SIZE, database, is_sqlite
from db.models import Member, Message, Pair
from tests.torture.person import Person
from tests.torture.server import MB, Server, Vitals, complaints
from tests.torture.stage import Stage, looking
from tests.torture.verdict import Verdict
from webapp.domain import chat

SPARE = {"greenlets": 4, "threads": 2, "files": 2 * POOL_SIZE + 8}  # a pooled SQLite is a file and its log

SPARE_MEMORY = 40 * MB  # per worker: what Python does not give back after many sockets
REST = 15  # seconds for what was cut off to be noticed
CATCH_UP = 20  # seconds


def check_messages(verdict: Verdict, people: list[Person]) -> None:
    """Everybody's words are stored once, in order, and were delivered once to each connection and to everybody."""
    behind = _behind(people, 5)
    for person in behind:
        person.come_back()
    missing = _behind(people, CATCH_UP)
    kept = {pair_id: _stored(pair_id, people) for pair_id in {p.entry.pair_id for p in people}}
    verdict.none("acknowledged but missing", sum(_lost(p, kept[p.entry.pair_id]) for p in people))
    verdict.none("never acknowledged", sum(len(p.outbox) for p in people))
    verdict.none("stored twice", sum(_doubled(lines) for lines in kept.values()))
    verdict.none("delivered twice to one socket", sum(p.twice for p in people))
    verdict.none("out of order", sum(p.disordered for p in people) + sum(_holes(n, k) for n, k in kept.items()))
    verdict.none("people who lack a message", len(missing))
    verdict.count("messages", sum(len(p.acknowledged) for p in people))


def check_database(verdict: Verdict, stage: Stage) -> None:
    """The database says that it is whole."""
    with looking():
        if is_sqlite():
            (said,) = database.execute_sql("PRAGMA integrity_check").fetchone()
            verdict.none("damages of the database", 0 if said == "ok" else 1)
            return
        assert stage.postgresql
        database.execute_sql("CREATE EXTENSION IF NOT EXISTS amcheck")
    program = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_amcheck"))[-1]
    command = [str(program), "-h", "127.0.0.1", "-p", str(stage.postgresql.port), "-U", "waymark", "postgres"]
    checked = subprocess.run([*command, "--heapallindexed"], check=False, capture_output=True)
    verdict.none("damages of the database", checked.returncode)


def check_server(verdict: Verdict, server: Server, before: Vitals, memory: int = 0) -> None:
    """The server holds what it held before (and some MB a worker), has as many workers, and its log is quiet."""
    end, worse = time.monotonic() + REST, ["?"]
    while worse and time.monotonic() < end:
        gevent.sleep(0.2)
        now = server.vitals()
        worse = _grown(before, now, SPARE_MEMORY + memory * MB)
    for what in worse:
        verdict.broken(what)
    for complaint in complaints(server.new_in_log())[:3]:
        verdict.broken(complaint)


def _grown(before: Vitals, now: Vitals, memory: int) -> list[str]:
    said = [
        f"{name} {getattr(before, name)} → {getattr(now, name)}"
        for name, spare in SPARE.items()
        if getattr(now, name) > getattr(before, name) + spare * max(before.workers, 1)
    ]
    if now.workers != before.workers:
        said.append(f"workers {before.workers} → {now.workers}")
    if now.memory > before.memory + memory * before.workers:
        said.append(f"memory {before.memory // MB} → {now.memory // MB} MB")
    return said


def _behind(people: list[Person], seconds: float) -> list[Person]:
    """Those who have not everything that their pair's chat has, after waiting so long at most."""
    end = time.monotonic() + seconds
    with looking():
        ids = {p.entry.pair_id for p in people}
        known = dict(Pair.select(Pair.id, Pair.seq).where(Pair.id.in_(ids)).tuples())
    while True:
        behind = [p for p in people if len(p.rows) < known[p.entry.pair_id]]
        if not behind or time.monotonic() > end:
            return behind
        gevent.sleep(0.1)


def _stored(pair_id: int, people: list[Person]) -> list[chat.Line]:
    reader = next(p.entry.member_id for p in people if p.entry.pair_id == pair_id)
    lines: list[chat.Line] = []
    with looking():
        pair, member = Pair.with_id(pair_id), Member.get_by_id(reader)
        assert pair
        while more := chat.changes(pair=pair, reader=member, after=lines[-1].seq if lines else 0):
            lines += more
    return lines


def _lost(person: Person, lines: list[chat.Line]) -> int:
    """How many acknowledged messages are not there as they were written and where the acknowledgement said."""
    stored = {(line.message.author_id, line.message.client_id): line for line in lines}
    found = {client_id: stored.get((person.entry.member_id, client_id)) for client_id in person.acknowledged}
    return sum(
        line is None or line.text != person.said[client_id].body.strip() or line.seq != person.acknowledged[client_id]
        for client_id, line in found.items()
    )


def _doubled(lines: list[chat.Line]) -> int:
    bodies = Counter((line.message.author_id, line.text) for line in lines)
    return sum(count - 1 for count in bodies.values())


def _holes(pair_id: int, lines: list[chat.Line]) -> int:
    """How many seqs are missing, or stand elsewhere than the order of arrival says."""
    with looking():
        seqs = [
            seq for (seq,) in Message.select(Message.seq).where(Message.pair == pair_id).order_by(Message.seq).tuples()
        ]
        total = int(Pair.get_by_id(pair_id).seq)
    return int(abs(total - len(seqs)) + sum(a != b for a, b in zip(seqs, range(1, len(seqs) + 1), strict=True)))
