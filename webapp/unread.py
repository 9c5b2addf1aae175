"""Looking soon after a message whether somebody is to be told of it, so that a push need not wait for the minute's job.

However many messages are posted meanwhile, a process has one timer: a post costs the look at a flag.
"""

import logging
import threading
from contextlib import suppress

from flask import Flask
from peewee import PeeweeException

from db.database import connected
from webapp import bell, jobs
from webapp.domain import outbox, unread_messages

log = logging.getLogger("waymark")

SOON = 15.0  # seconds


class _Look:
    app: Flask | None = None
    is_due = False


def init_app(app: Flask) -> None:
    """Remember the app; in tests nothing looks by itself."""
    _Look.app = None if app.config["ENVIRONMENT"] == "test" else app


def posted() -> None:
    """A message was stored."""
    if not _Look.is_due and _Look.app is not None:
        _Look.is_due = True
        timer = threading.Timer(SOON, _look)
        timer.daemon = True
        timer.start()


def _look() -> None:
    _Look.is_due = False
    if _Look.app is None:
        return
    with _Look.app.app_context(), suppress(PeeweeException):  # the minute's job looks again
        with connected():
            unread_messages.tell()
            bell.ring()
        if outbox.take_fresh():
            jobs.send_soon()
