"""The real server on loopback, with the world of the matrix in it: an address for every route, and people to be."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from db.database import database
from db.migrate import migrate
from db.models import Member
from tests import world
from tests.e2e import server
from tests.routes import ROUTES
from tests.security.installed import ROOT
from webapp import config, create_app
from webapp.domain import accounts

FAULT = re.compile(r"Traceback|fault|Error|exception", re.IGNORECASE)
LEAVES = ("accounts.logout", "accounts.end_session", "accounts.end_other_sessions")  # a scanner would sign itself out


@dataclass(frozen=True)
class Target:
    """A running server, and the world in its database."""

    url: str
    here: world.World
    app: Flask
    log: Path

    def cookie_of(self, who: str) -> str:
        """The Cookie header of somebody signed in."""
        member = self.here.people[who]
        assert isinstance(member, Member)
        session = {"_user_id": accounts.open_session(member, device="scanner"), "_fresh": True}
        signer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined] # Flask's own
        return f"{self.app.config['SESSION_COOKIE_NAME']}={signer.dumps(session)}"

    def pages_of(self, who: str) -> list[str]:
        """The address of every page that somebody gets."""
        mine = [route for route in ROUTES if route.method == "GET" and route.expected[who] == 200]
        return [self.url + route.path.format(**self.here.ids) for route in mine]

    def faults(self) -> set[str]:
        """What the server has logged as faults of its own, each once."""
        lines = self.log.read_text(errors="replace").splitlines()
        return {line for line in lines if FAULT.search(line)}

    def exits(self) -> list[str]:
        """What a scanner should not press."""
        ways = [route.path.format(**self.here.ids) for route in ROUTES if route.endpoint in LEAVES]
        return [self.url + way for way in ways]


@contextmanager
def target() -> Iterator[Target]:
    """Start it on a database of its own, and end it."""
    with tempfile.TemporaryDirectory(prefix="waymark-scan-", ignore_cleanup_errors=True) as folder:
        settings = {**server.environ(Path(folder), server.free_port()), "MESSAGES_A_MINUTE": "100000"}
        app = create_app({**settings, "ENVIRONMENT": "test"})
        migrate()
        with database.connection_context():
            here = world.make()
        names = {setting.name for setting in config.SETTINGS}
        others = {name: value for name, value in os.environ.items() if name not in names}
        command = [str(Path(sys.executable).with_name("gunicorn")), "tests.security.served:create_app()"]
        log = Path(folder) / "log"
        with log.open("a") as output:
            process = subprocess.Popen(
                command, cwd=ROOT, env={**others, **settings}, stdout=output, stderr=subprocess.STDOUT
            )
        try:
            address = f"http://127.0.0.1:{settings['PORT']}"
            server.wait_for(f"{address}/healthz", process, log)
            yield Target(address, here, app, log)
        finally:
            process.terminate()
            process.wait(server.LEAVES_WITHIN)
            database.close()
