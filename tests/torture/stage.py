"""What a row of the table plays on: a database, a server on it, pairs of its own, and what must hold at the end."""

import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path

import gevent
from flask import Flask
from peewee import InterfaceError, OperationalError

from db.database import database
from db.migrate import migrate
from db.models import Member, Pair
from tests.e2e.server import environ
from tests.torture.people import Pass, pass_of
from tests.torture.person import Person
from tests.torture.server import Server
from tools.services import Service, postgresql_service, redis_service
from webapp import create_app
from webapp.demo import crowd
from webapp.domain import chat

# Below those that the system gives to clients: a dead server's port must stay its own. Both may be played at once.
PORTS = {"sqlite": range(8200, 8250), "postgresql": range(8250, 8300)}
PASSWORD = "a long enough passphrase"
PATIENCE = 60  # seconds for everything that was written to be acknowledged


class Stage:
    """A database with pairs, its services, and one server as an installation of that size has it."""

    def __init__(self, name: str, folder: Path, app: Flask, server: Server, **services: Service | None) -> None:
        self.name, self.folder, self.app, self.server = name, folder, app, server
        self.postgresql, self.redis = services.get("postgresql"), services.get("redis")
        self.origin = server.settings["BASE_URL"]
        self._pairs = iter(_pair_ids())
        self._here: list[Person] = []

    @property
    def database_folder(self) -> Path:
        """Where the SQLite file and its log are, and nothing else."""
        return self.folder / "data"

    def passes(self, pairs: int) -> list[tuple[Pass, Pass]]:
        """The two of so many pairs that nobody has used yet, signed in. Each has said hello, so that both may go on."""
        ids = list(islice(self._pairs, pairs))
        assert len(ids) == pairs, "more pairs are needed than were made"
        with looking():
            found = {pair.id: pair for pair in Pair.with_people().where(Pair.id.in_(ids))}
            for pair in found.values():
                greet(pair)
            with database.atomic():
                return [(self._pass(found[n], found[n].mentor), self._pass(found[n], found[n].mentee)) for n in ids]

    def people(self, pairs: int, port: int = 0) -> list[Person]:
        """Open pages of the two of so many fresh pairs: mentor, mentee, mentor, …"""
        here = [Person(e, port or self.server.port, self.origin) for both in self.passes(pairs) for e in both]
        self._here += here
        return here

    def send_all_home(self) -> None:
        """Everybody closes their page."""
        for person in self._here:
            person.leave()
        self._here.clear()

    @contextmanager
    def on_another_server(self, settings: dict[str, str], extra: dict[str, str] | None = None) -> Iterator[None]:
        """The same database under a server of other settings, or with more in its environment."""
        usual = self.server
        usual.stop()
        self.server = Server({**usual.settings, **settings}, extra)
        self.server.start()
        try:
            yield
        finally:
            self.server.stop()
            self.server = usual
            self.server.start()

    def _pass(self, pair: Pair, member: Member) -> Pass:
        return pass_of(self.app, int(pair.id), member)


@contextmanager
def stage(kind: str, pairs: int) -> Iterator[Stage]:
    """SQLite with one worker, or PostgreSQL and Redis with two."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="waymark-torture-")))
        ports = filter(_is_free, PORTS[kind])
        settings, services = production(folder, next(ports)), {}
        if kind == "postgresql":
            services["postgresql"] = stack.enter_context(postgresql_service(is_durable=True, port=next(ports)))
            services["redis"] = stack.enter_context(redis_service(port=next(ports)))
            settings |= {"DATABASE_URL": services["postgresql"].url, "REDIS_URL": services["redis"].url}
            settings |= {"WEB_CONCURRENCY": "2"}
        app = fill(settings, pairs)
        server = Server(settings)
        server.start()
        stack.callback(database.close_all)
        stack.callback(server.stop)
        yield Stage(kind, folder, app, server, **services)


def production(folder: Path, port: int) -> dict[str, str]:
    """The settings of an installation of its own; it is reached without a proxy and without TLS."""
    address = f"http://127.0.0.1:{port}"
    usual = {"ENVIRONMENT": "production", "BASE_URL": address, "TRUSTED_PROXIES": "0"}
    return {**environ(folder, port), **usual, "DATABASE_URL": f"sqlite:///{folder}/data/waymark.db"}


def fill(settings: dict[str, str], pairs: int) -> Flask:
    """An app of this process on the server's database, which now has so many pairs."""
    app = create_app({**settings, "ENVIRONMENT": "test", "REDIS_URL": ""})
    migrate()
    with looking():
        for _ in crowd.make(pairs, PASSWORD):
            pass
    return app


@contextmanager
def looking() -> Iterator[None]:
    """A connection to the database, which may have been killed since the last one."""
    end = time.monotonic() + 10
    while True:
        try:
            database.connect(reuse_if_open=True)
            database.execute_sql("SELECT 1")
            break
        except (OperationalError, InterfaceError):
            database.close_all()
            if time.monotonic() > end:
                raise
            gevent.sleep(0.1)
    try:
        yield
    finally:
        database.close()


def greet(pair: Pair) -> None:
    """Both write a first message."""
    for author in (pair.mentor, pair.mentee):
        chat.post_message(pair=pair, author=author, body="Hello", client_id=f"greeting-{author.id}")


def wait_until_all_is_sent(people: list[Person], seconds: float = PATIENCE) -> None:
    """Nobody writes any more; what was written is acknowledged, or the time is up."""
    for person in people:
        person.hush()
    end = time.monotonic() + seconds
    while any(person.outbox for person in people) and time.monotonic() < end:
        gevent.sleep(0.05)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _pair_ids() -> list[int]:
    with looking():
        return [pair_id for (pair_id,) in Pair.select(Pair.id).order_by(Pair.id).tuples()]
