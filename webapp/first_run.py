"""While nobody hosts the instance: a page that only a reader of the log can open makes the first host."""

import hmac
import logging

from flask import Flask, current_app

from db.database import database
from db.migrate import is_current
from db.models import Member

log = logging.getLogger("waymark")


def token(secret_key: str) -> str:
    """What opens the page: known to whoever reads the log, and the same at every start until there is a host."""
    return hmac.digest(secret_key.encode(), b"waymark first run", "sha256").hex()[:40]


def is_open_for(given: str) -> bool:
    """Whether there is no host yet and this is the token."""
    fits = hmac.compare_digest(given.encode(), token(current_app.config["SECRET_KEY"]).encode())
    return fits and not Member.hosts().exists()


def announce(app: Flask) -> None:
    """Write the page's address to the log, if there is no host yet. Called once by each start."""
    with database.connection_context():
        if is_current() and not Member.hosts().exists():
            address = f"{app.config['BASE_URL']}/first-run?token={token(app.config['SECRET_KEY'])}"
            log.info("Nobody hosts this instance yet. Make the first account here: %s", address)
