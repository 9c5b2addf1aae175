"""The database or Redis goes away, or the disk is full, while people write."""

import os
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import gevent
import redis

from db.database import database
from tests.torture import people as visits
from tests.torture.invariants import check_database, check_messages
from tests.torture.people import Pass
from tests.torture.person import Person
from tests.torture.rows.crashes import PAIRS, PAUSE, talking
from tests.torture.server import Server
from tests.torture.stage import Stage, wait_until_all_is_sent
from tests.torture.verdict import Verdict, middle, nearly_worst

DISK = 32 * 2**20  # bytes free at first; less than the 40 MB that the log of SQLite takes where there is room
WRITERS, WRITES_EVERY = 60, 0.6  # pairs, and seconds: 200 writes a second
CHANNEL = "waymark"  # on which the processes tell each other


def a_full_disk(stage: Stage, verdict: Verdict, seconds: int) -> None:
    """The disk of a SQLite file fills up while people write, stays full, and is freed."""
    if os.geteuid() != 0:
        verdict.left_out = "only root can mount a small disk"
        return
    with _on_a_small_disk(stage) as disk:
        people = talking(stage, WRITERS, WRITES_EVERY)
        ((entry, _),) = stage.passes(1)
        gevent.sleep(seconds / 4)
        rate = _written(people) / (seconds / 4)
        _fill(disk)
        statuses, reads = _ask_while_full(stage, entry, seconds)
        (disk / "ballast").unlink()
        healed = _until_a_write_is_taken(stage, entry)
        wait_until_all_is_sent(people)
        verdict.dose = f"{rate:.0f} writes/s, full for {seconds} s"
        verdict.measured.append("while full: writes " + _said(statuses) + ", reads " + _said(reads))
        verdict.within("heals", healed, 5)
        verdict.none("writes that were not answered 507", sum(n for s, n in statuses.items() if s not in (200, 507)))
        verdict.none("a full disk was not noticed", 0 if statuses[507] else 1)
        verdict.none("sockets that broke", sum(code == 1011 for p in people for _, code in p.codes))
        verdict.none("reads that were not answered 200", sum(n for s, n in reads.items() if s != 200))
        check_messages(verdict, people)
        check_database(verdict, stage)


def _ask_while_full(stage: Stage, entry: Pass, seconds: int) -> tuple[Counter[int], Counter[int]]:
    writes, reads = Counter[int](), Counter[int]()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        writes[_write(stage, entry)] += 1
        with suppress(OSError):
            reads[visits.get(stage.server.port, f"/pairs/{entry.pair_id}", entry)] += 1
        gevent.sleep(0.2)
    return writes, reads


def _write(stage: Stage, entry: Pass) -> int:
    client_id = os.urandom(8).hex()
    try:
        path = f"/pairs/{entry.pair_id}/messages"
        return visits.post(stage.server.port, path, entry, body="x" * 3900, client_id=client_id)[0]
    except OSError:
        return 0


def _until_a_write_is_taken(stage: Stage, entry: Pass) -> float:
    began = time.monotonic()
    while _write(stage, entry) != 200 and time.monotonic() < began + 20:
        gevent.sleep(0.2)
    return time.monotonic() - began


def _fill(disk: Path) -> None:
    """Leave not a byte."""
    with suppress(OSError), (disk / "ballast").open("wb", buffering=0) as ballast:
        while True:
            ballast.write(b"\0" * 4096)


@contextmanager
def _on_a_small_disk(stage: Stage) -> Iterator[Path]:
    """The database on a disk of its own, and a server that lets people write as fast as they can."""
    usual, folder, kept = stage.server, stage.database_folder, stage.folder / "kept"
    usual.stop()
    database.close_all()
    folder.rename(kept)
    folder.mkdir()
    size = DISK + sum(file.stat().st_size for file in kept.iterdir())
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(folder)], check=True)
    _move(kept, folder)
    stage.server = Server({**usual.settings, "MESSAGES_A_MINUTE": "1000"})
    stage.server.start()
    try:
        yield folder
    finally:
        stage.server.stop()
        database.close_all()
        _move(folder, kept)
        subprocess.run(["umount", str(folder)], check=True)
        folder.rmdir()
        kept.rename(folder)
        stage.server = usual
        usual.start()


def _move(source: Path, target: Path) -> None:
    for file in source.iterdir():
        shutil.move(file, target / file.name)


def postgresql_restart(stage: Stage, verdict: Verdict, times: int) -> None:
    """PostgreSQL is stopped without cleaning up, and started again."""
    assert stage.postgresql
    verdict.dose = f"{times}×, {2 * PAIRS} people writing"
    people = talking(stage, PAIRS, PAUSE)
    waits = []
    for _ in range(times):
        gevent.sleep(1)
        stage.postgresql.stop(signal.SIGQUIT)
        stage.postgresql.start()
        waits.append(_until_it_reads(stage, people[0].entry))
    wait_until_all_is_sent(people)
    verdict.within("first good request p50", middle(waits), 3)
    verdict.within("worst", max(waits), 3)
    check_messages(verdict, people)


def _until_it_reads(stage: Stage, entry: Pass) -> float:
    began = time.monotonic()
    while time.monotonic() < began + 20:
        with suppress(OSError):
            if visits.get(stage.server.port, f"/pairs/{entry.pair_id}", entry) == 200:
                break
        gevent.sleep(0.02)
    return time.monotonic() - began


def redis_killed(stage: Stage, verdict: Verdict, seconds: int) -> None:
    """Redis is killed, is away for a while, and comes back."""
    assert stage.redis
    times = 5 if seconds >= 10 else 1
    verdict.dose = f"{times}× {seconds} s"
    people = talking(stage, PAIRS, PAUSE)
    before = _pages(stage, people[0].entry, seconds / 2)
    during: list[float] = []
    waited: list[float] = []
    ears: list[float] = []
    for _ in range(times):
        stage.redis.stop(signal.SIGKILL)
        killed_at = time.monotonic()
        during += _pages(stage, people[0].entry, seconds)
        waited += delays(people, killed_at, time.monotonic())
        stage.redis.start()
        ears.append(_until_all_hear(stage))
    wait_until_all_is_sent(people)
    verdict.within("delivery p95", nearly_worst(waited), 2)
    verdict.within("delivery, worst", max(waited), 2.5)
    verdict.at_most("a page takes more by", (middle(during) - middle(before)) * 1000, 50, "ms")
    verdict.within("all hear again", max(ears), 5)
    check_messages(verdict, people)


def _pages(stage: Stage, entry: Pass, seconds: float) -> list[float]:
    """The seconds that a page took, again and again."""
    waits = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.monotonic()
        visits.get(stage.server.port, f"/pairs/{entry.pair_id}", entry)
        waits.append(time.monotonic() - began)
        gevent.sleep(0.1)
    return waits


def delays(people: list[Person], since: float, until: float) -> list[float]:
    """Seconds from writing to arriving at the partner, of what was written in that time."""
    gevent.sleep(3)
    partners = zip(people, [p for n in range(0, len(people), 2) for p in (people[n + 1], people[n])], strict=True)
    return [
        partner.arrivals.get(client_id, time.monotonic()) - message.said_at
        for person, partner in partners
        for client_id, message in person.said.items()
        if since <= message.said_at <= until
    ]


def _until_all_hear(stage: Stage) -> float:
    assert stage.redis
    began, client = time.monotonic(), redis.Redis.from_url(stage.redis.url)
    while time.monotonic() < began + 20:
        if client.pubsub_numsub(CHANNEL)[0][1] >= len(stage.server.workers()):
            break
        gevent.sleep(0.02)
    client.close()
    return time.monotonic() - began


def _written(people: list[Person]) -> int:
    return sum(len(person.acknowledged) for person in people)


def _said(statuses: Counter[int]) -> str:
    return " ".join(f"{count}×{status or 'none'}" for status, count in sorted(statuses.items()))
