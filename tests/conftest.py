"""The app on a real database: SQLite in shared memory, or what TEST_DATABASE_URL and TEST_REDIS_URL name."""

import io
import logging
import re
import secrets
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from db.database import database
from db.migrate import migrate
from db.models import Member
from tests import databases, mails, people
from tests.e2e import server
from tests.html import check_fragment, check_page
from tests.mailservers import MailServer, mail_server
from webapp import create_app, mail
from webapp.domain import accounts, vault
from webapp.extensions import limiter
from webapp.logs import Discreet

SECRET = server.SECRET
KEYS = "k1:" + "k" * 40


@pytest.fixture(scope="session")
def app() -> Iterator[Flask]:
    memory = Path("/dev/shm")  # noqa: S108 # a fresh folder is made in it
    with tempfile.TemporaryDirectory(dir=memory if memory.exists() else None) as folder:
        environ = {
            "ENVIRONMENT": "test",
            "SECRET_KEY": SECRET,
            "MESSAGE_KEYS": KEYS,
            "VAR_DIR": folder,
            "DATABASE_URL": databases.database_url(folder),
            "REDIS_URL": databases.redis_url(),
        }
        patience = {"socket_connect_timeout": 5, "socket_timeout": 5} if environ["REDIS_URL"] else {}
        # Each test begins by emptying the limits; on a busy machine that may take longer than a request may wait.
        made = create_app(environ, TESTING=False, PROPAGATE_EXCEPTIONS=False, RATELIMIT_STORAGE_OPTIONS=patience)
        migrate()
        yield made
        database.close()


@pytest.fixture(autouse=True)
def _clean(app: Flask) -> Iterator[None]:
    """Every test starts on empty tables, an empty mailbox and fresh limits."""
    with app.app_context():
        limiter.reset()
    with database.connection_context():
        databases.empty()
        vault.check_canaries()
    for file in Path(app.config["MAILBOX"]).glob("*.eml"):
        file.unlink()
    database.connect(reuse_if_open=True)
    yield
    if not database.is_closed():
        database.close()


@pytest.fixture
def cast() -> people.Cast:
    return people.cast()


@pytest.fixture
def dana(cast: people.Cast) -> Member:
    """A member of the group who has not enrolled."""
    made = people.member("Dana Verdi", time_zone="Europe/Rome")
    people.join(cast.group, made)
    return made


class Browser:
    """A test client that checks every page that it is given, sends tokens, and can be signed in."""

    def __init__(self, app: Flask, member: Member | None = None) -> None:
        self.app, self.client = app, FlaskClient(app, app.response_class, use_cookies=True)
        self.token = secrets.token_hex(20)
        with self.client.session_transaction() as session:
            session["csrf_token"] = self.token
            if member:
                session["_user_id"] = accounts.open_session(member, device="test")
                session["_fresh"] = True

    def get(self, path: str, status: int = 200, htmx: bool = False, **kwargs: Any) -> TestResponse:
        return self._checked(self.client.get(path, headers=self._headers(htmx), **kwargs), status, htmx)

    def post(
        self, path: str, data: dict[str, Any] | None = None, status: int = 303, htmx: bool = False, **kwargs: Any
    ) -> TestResponse:
        sent = {"csrf_token": self.signed_token(), **(data or {})}
        return self._checked(self.client.post(path, data=sent, headers=self._headers(htmx), **kwargs), status, htmx)

    def signed_token(self) -> str:
        """What the hidden field of a form on this browser's pages carries."""
        return str(URLSafeTimedSerializer(self.app.config["SECRET_KEY"], salt="wtf-csrf-token").dumps(self.token))

    def follow(self, response: TestResponse) -> TestResponse:
        return self.get(response.headers["Location"])

    def _headers(self, htmx: bool) -> dict[str, str]:
        return {"HX-Request": "true", "HX-Request-Type": "partial"} if htmx else {}

    def _checked(self, response: TestResponse, status: int, htmx: bool) -> TestResponse:
        database.connect(reuse_if_open=True)  # the request gave its connection back; the test goes on with one
        assert response.status_code == status, f"{response.status_code}, not {status}: {_words(response)}"
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303, 308) and response.text:
            check_fragment(response.text) if htmx else check_page(response.text)
        return response


def _words(response: TestResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))[:400]


@pytest.fixture
def visit(app: Flask) -> Callable[..., Browser]:
    """`visit(member)` is a signed-in browser of theirs; `visit()` is a signed-out one."""
    return lambda member=None: Browser(app, member)


@pytest.fixture
def mailbox(app: Flask) -> Callable[[], list[Any]]:
    """What has been mailed in this test, newest first."""

    def read() -> list[Any]:
        with app.app_context():
            return [mails.read(bytes(message)) for message in mail.mailbox()]

    return read


@pytest.fixture
def smtp(app: Flask) -> Iterator[MailServer]:
    """A real mail server, by which the app mails in this test."""
    with mail_server(app) as server, app.app_context():
        yield server


@pytest.fixture
def statements(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The SQL that has been run since this fixture, or since the list was last cleared."""
    run: list[str] = []
    execute = database.obj.execute_sql

    def noted(sql: str, *args: Any, **kwargs: Any) -> Any:
        run.append(sql)
        return execute(sql, *args, **kwargs)

    monkeypatch.setattr(database.obj, "execute_sql", noted)
    return run


@pytest.fixture
def logged(app: Flask) -> Iterator[io.StringIO]:
    """What the app and its libraries log while the test runs, with a line a request as in production."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Discreet("%(request)s %(message)s"))
    loggers = [logging.getLogger(name) for name in ("waymark", "huey", "")]
    for logger in loggers:
        logger.addHandler(handler)
    app.config["LOGS_REQUESTS"] = True
    yield written
    app.config["LOGS_REQUESTS"] = False
    for logger in loggers:
        logger.removeHandler(handler)
