"""The canary sweep: a canary in every private field, every route by everybody, then everything is searched for them."""

import base64
import io
import os
import subprocess
import threading
import urllib.parse
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import redis
from flask import Flask

from db import backups
from db.database import database, is_sqlite
from db.models import TABLES
from tests import canaries, databases, kept, world
from tests.canaries import Canary
from tests.routes import ROUTES, WHO
from tests.test_hostile_input import FIT
from webapp import archives, jobs
from webapp.extensions import limiter

Visits = Callable[..., Any]

READABLE = ("profile_field", "the file")  # what people are found and paired by; SECURITY.md says so
CLOSED = (302, 401, 403, 404)
FRAGMENT = {"HX-Request": "true", "HX-Request-Type": "partial"}
SEARCHED, BEFORE = "words", "zzsearchedzz"  # what everybody looks for, in their own words


@pytest.fixture
def here() -> world.World:
    return world.again()


@pytest.fixture
def planted(here: world.World) -> list[Canary]:
    planted = canaries.plant(here)
    kept.keep("canaries_")
    return [*planted, Canary("what is looked for", BEFORE, frozenset(WHO))]


def test_a_canary_is_seen_where_it_should_be_and_nowhere_else(
    app: Flask,
    visit: Visits,
    here: world.World,
    planted: list[Canary],
    logged: io.StringIO,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with traffic() as heard, payloads() as queued:
        pages = {who: list(swept(visit, here, who)) for who in WHO}
    seen = {canary.name: {who for who, all_of in pages.items() if _in(canary, all_of)} for canary in planted}
    assert {
        canary.name: seen[canary.name] - canary.readers for canary in planted if seen[canary.name] - canary.readers
    } == {}
    for name in ("a message of Bob Conti", "a note", "a goal", "a changed message"):
        assert seen[name] == canaries.PAIR, f"{name}: the sweep is blind"
    assert logged.getvalue().count("/pairs/<int:pair_id>") > 10
    places = {"log": logged.getvalue().encode(), "output": "".join(capfd.readouterr()).encode(), "Redis": heard()}
    places |= {"mails": mails(app), "the queue": b"".join(queued), **stored()}
    found = [
        f"{canary.name} in {place}"
        for place, content in places.items()
        for canary in planted
        if any(form in content for form in forms_of(canary.text))
        and not (canary.is_readable_at_rest and place.startswith(READABLE))
    ]
    assert found == []


@pytest.mark.parametrize("who", [who for who in WHO if who != "out"])
def test_an_archive_holds_only_what_its_member_may_read(
    app: Flask, here: world.World, planted: list[Canary], who: str
) -> None:
    member = here.people[who]
    assert member
    with app.test_request_context(), zipfile.ZipFile(io.BytesIO(archives.written(member))) as archive:
        content = "".join(archive.read(name).decode() for name in archive.namelist())
    held = {canary.name for canary in planted if canary.text in content}
    assert held <= {canary.name for canary in planted if who in canary.readers}
    if who in canaries.PAIR:
        assert {"a message of Bob Conti", "a message of Alice Rossi", "a changed message"} <= held


@pytest.mark.skipif(
    bool(os.environ.get("TEST_DATABASE_URL")), reason="a dump is compressed; the sweep reads a plain one"
)
def test_a_backup_holds_no_words(app: Flask, planted: list[Canary], tmp_path: Path) -> None:
    content = backups.make(tmp_path, app.config["DATABASE_URL"]).read_bytes()
    assert b"profile_field" in content
    sealed = [canary for canary in planted if not canary.is_readable_at_rest]
    assert not [canary.name for canary in sealed if any(form in content for form in forms_of(canary.text))]


def _in(canary: Canary, pages: list[tuple[str, str]]) -> bool:
    return any(canary.text in page for _path, page in pages)


def swept(visit: Visits, here: world.World, who: str) -> Iterator[tuple[str, str]]:
    """What somebody gets from every route that is not closed to them: pages, fragments, and what comes of every form.

    What is closed to them, the matrix shows to be closed.
    """
    for route in ROUTES:
        if route.expected[who] in CLOSED:
            continue
        limiter.reset()
        path = route.path.format(**here.ids)
        browser = visit(here.people[who])
        if route.method == "GET":
            answer = browser.client.get(path, follow_redirects=True)
            yield path, answer.text
            if answer.status_code == 200:
                yield path, browser.client.get(path, headers=FRAGMENT).text
        elif route.method == "POST":
            sent = {**FIT, "csrf_token": browser.signed_token(), SEARCHED: BEFORE}
            answer = browser.client.post(path, data=sent)
            yield path, answer.text
            if answer.status_code < 400:
                yield path, _after(browser, answer)
                kept.bring_back("canaries_")


def _after(browser: Any, answer: Any) -> str:
    place = urllib.parse.urlsplit(answer.headers.get("Location", ""))
    return str(browser.client.get(place.path, query_string=place.query).text) if place.path else ""


def forms_of(text: str) -> Iterator[bytes]:
    """As it is, and as a dump, an address or a queue would write it."""
    plain = text.encode()
    yield from (plain, plain.hex().encode(), base64.b64encode(plain).rstrip(b"=")[:-2], plain[::-1])


def mails(app: Flask) -> bytes:
    return b"".join(file.read_bytes() for file in Path(app.config["MAILBOX"]).glob("*.eml"))


def stored() -> dict[str, bytes]:
    """The rows of every table as the database holds them, and its files or a dump of it."""
    database.connect(reuse_if_open=True)
    for name in [f"canaries_{table._meta.table_name}" for table in TABLES]:
        database.execute_sql(f'DROP TABLE IF EXISTS "{name}"')
    found = {}
    for table in TABLES:
        name = table._meta.table_name
        rows = database.execute_sql(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608 # our own names
        found[name] = b"\n".join(_raw(cell) for row in rows for cell in row)
    if is_sqlite():
        files = {
            f"the file {file.name}": file.read_bytes() for file in Path(database.obj.database).parent.glob("*.db*")
        }
        return found | files
    clean = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    server = os.environ["TEST_DATABASE_URL"].rsplit("/", 1)[0]
    address = f"{server}/waymark_test_{databases.worker_number()}"
    excluded = ["--exclude-table=profile_field", "--exclude-table=kept_*"]
    dump = subprocess.run(["pg_dump", address, *excluded], capture_output=True, check=True, env=clean)
    return {**found, "pg_dump": dump.stdout}


def _raw(cell: Any) -> bytes:
    return bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()


@contextmanager
def payloads() -> Iterator[list[bytes]]:
    """What is put into the queue of jobs, as it would lie in its file or in Redis."""
    written: list[bytes] = []
    serialize = jobs.SealedSerializer._serialize

    def noted(self: Any, data: Any) -> bytes:
        written.append(serialize(self, data))
        return written[-1]

    with patch.object(jobs.SealedSerializer, "_serialize", noted):
        yield written


@contextmanager
def traffic() -> Iterator[Callable[[], bytes]]:
    """Every command that Redis gets meanwhile; nothing where there is none."""
    url = databases.redis_url()
    if not url:
        yield lambda: b""
        return
    heard: list[bytes] = []
    client = redis.Redis.from_url(url)
    ready, over = threading.Event(), threading.Event()

    def listen() -> None:
        with client.monitor() as monitor:
            ready.set()
            for command in monitor.listen():
                heard.append(str(command["command"]).encode())
                if over.is_set() or b"THE END" in heard[-1]:
                    return

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    ready.wait(10)
    yield lambda: b"\n".join(heard)
    redis.Redis.from_url(url).ping()
    redis.Redis.from_url(url).echo("THE END")
    listener.join(10)
    assert len(heard) > 5, "nothing was heard of Redis"
