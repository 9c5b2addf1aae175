"""When something underneath breaks: what people get, what is still read, and that the log tells nobody's words."""

import io
import logging
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from peewee import InterfaceError, OperationalError
from playhouse.pool import MaxConnectionsExceeded

from db.clock import now
from db.database import database
from db.models import Message, Session
from tests.people import Cast, greeted

Visits = Callable[..., Any]
WORDS = "kanarienvogel"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What is written to the log, as it is written."""
    written = io.StringIO()
    kept = []
    for name in ("waymark", "huey"):
        handler = logging.getLogger(name).handlers[0]
        assert isinstance(handler, logging.StreamHandler)
        kept.append((handler, handler.setStream(written)))
    yield written
    for handler, stream in kept:
        if stream is not None:
            handler.setStream(stream)


@pytest.fixture
def breaks(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`breaks(error, *starts)`: statements that begin so raise it, all of them if none is named."""
    execute = database.obj.execute_sql

    def arrange(error: Exception, *starts: str) -> None:
        def broken(sql: str, *args: Any, **kwargs: Any) -> Any:
            if not starts or sql.startswith(starts):
                raise type(error)(*error.args)
            return execute(sql, *args, **kwargs)

        monkeypatch.setattr(database.obj, "execute_sql", broken)

    return arrange


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError, MaxConnectionsExceeded])
def test_everybody_is_told_when_the_database_is_gone(
    visit: Visits, cast: Cast, breaks: Callable[..., None], log: io.StringIO, kind: type[Exception]
) -> None:
    bob, stranger = visit(cast.bob), visit()
    breaks(kind(WORDS))
    for browser, path in ((bob, "/"), (bob, f"/pairs/{cast.pair.id}"), (stranger, "/verification/x")):
        assert "Back in a moment" in browser.get(path, status=503).text
    bob.post(f"/pairs/{cast.pair.id}/messages", {"body": WORDS, "client_id": "client-1"}, status=503)
    assert WORDS not in log.getvalue()


def test_a_full_disk_can_be_read_and_heals(visit: Visits, cast: Cast, breaks: Any, monkeypatch: Any) -> None:
    alice, bob = visit(cast.alice), visit(cast.bob)
    alice.post(f"/pairs/{cast.pair.id}/messages", {"body": "Before", "client_id": "client-0"})
    message = {"body": "Not yet", "client_id": "client-1"}
    Session.update(seen_at=now() - timedelta(hours=1)).execute()  # so that it wants to be touched
    breaks(OperationalError("database or disk is full"), "INSERT", "UPDATE", "DELETE", "WITH")
    for path in ("/", f"/pairs/{cast.pair.id}", "/groups", "/account"):
        bob.get(path)
    assert "disk is full" in bob.post(f"/pairs/{cast.pair.id}/messages", message, status=507).text
    monkeypatch.undo()
    bob.post(f"/pairs/{cast.pair.id}/messages", message)
    assert Message.select().count() == 2


def test_a_fault_is_logged_without_what_it_says(
    app: Flask, visit: Visits, cast: Cast, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_kwargs: Any) -> None:
        raise ValueError(WORDS)

    monkeypatch.setitem(app.view_functions, "home.alive", broken)
    visit(cast.charlie).get("/healthz", status=500)
    app.log_exception((ValueError, ValueError(WORDS), None))
    logging.getLogger("huey").error("Unhandled exception in task.", exc_info=_raised())
    assert "ValueError" in log.getvalue()
    assert WORDS not in log.getvalue()


def test_what_cannot_be_done_at_an_address_says_what_can(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    response = bob.client.delete("/groups", headers={"X-CSRFToken": bob.signed_token()})
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_bob_who_writes_too_much_is_told_when_to_go_on(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    greeted(cast.pair, by=cast.alice)
    for n in range(30):
        bob.post(f"/pairs/{cast.pair.id}/messages", {"body": "x", "client_id": f"client-{n}"})
    refused = bob.post(f"/pairs/{cast.pair.id}/messages", {"body": "x", "client_id": "client-30"}, status=429)
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert "Try again in" in refused.text


def _raised() -> Any:
    try:
        raise ValueError(WORDS)
    except ValueError:
        return sys.exc_info()
