"""A deploy: every socket is told to come back (1012) and the process leaves within seconds."""

import signal
import threading
from typing import Any

from webapp.realtime import hub

_draining = threading.Event()


def is_draining() -> bool:
    """Whether this process is leaving."""
    return _draining.is_set()


def on_signals() -> None:
    """Note SIGTERM, SIGINT and SIGQUIT before gunicorn's own handlers act on them."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
        theirs = signal.getsignal(number)
        signal.signal(number, _then(theirs))


def _then(theirs: Any) -> Any:
    def handle(number: int, frame: Any) -> None:
        _draining.set()
        hub.get().wake_all()
        if callable(theirs):
            theirs(number, frame)

    return handle
