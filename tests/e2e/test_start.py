"""What the real server does before it serves."""

import os
import subprocess
import sys
from pathlib import Path

from flask import Flask

from tests.e2e import server
from tests.people import Cast

WAIT = 60  # seconds


def start(settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """A server that is expected to stop by itself."""
    command = [str(Path(sys.executable).with_name("gunicorn")), "webapp:create_app()"]
    whole = {**os.environ, **settings}
    return subprocess.run(
        command, cwd=server.ROOT, env=whole, capture_output=True, text=True, timeout=WAIT, check=False
    )


def test_it_refuses_keys_that_the_database_does_not_know(app: Flask, settings: dict[str, str], cast: Cast) -> None:
    others = {**settings, "PORT": str(server.free_port()), "DATABASE_URL": app.config["DATABASE_URL"]}
    stopped = start({**others, "MESSAGE_KEYS": "k1:" + "x" * 40})
    assert stopped.returncode != 0
    assert "is not the one that this database knows" in stopped.stderr


def test_it_says_what_it_lacks_in_production(settings: dict[str, str]) -> None:
    stopped = start({**settings, "ENVIRONMENT": "production", "SECRET_KEY": "", "PORT": str(server.free_port())})
    assert stopped.returncode != 0
    assert "SECRET_KEY is not set" in stopped.stderr + stopped.stdout
