"""How the jobs go, heard from the queue's signals and written down now and then, for the host's page."""

import threading
import time
from typing import Any

from flask import Flask
from huey import Huey, signals
from peewee import PeeweeException

from db.database import connected
from webapp.domain import job_runs
from webapp.domain.job_runs import Count

EVERY = 20.0  # seconds; a fault is written at once


class Watch:
    """Counts of this process that are not written down yet."""

    def __init__(self, app: Flask) -> None:
        self._app, self._lock = app, threading.Lock()
        self._counts: dict[str, Count] = {}
        self._written = 0.0

    def done(self, signal: str, task: Any) -> None:
        """A job went well."""
        self._count(task).done += 1
        self._write(is_urgent=False)

    def failed(self, signal: str, task: Any, error: BaseException | None = None) -> None:
        """A job raised something, or was cut off while it ran."""
        count = self._count(task)
        count.failed += 1
        count.fault = type(error).__name__ if error else signal
        self._write(is_urgent=True)

    def retried(self, signal: str, task: Any) -> None:
        """A job that failed is begun again."""
        self._count(task).retried += 1

    def _count(self, task: Any) -> Count:
        with self._lock:
            return self._counts.setdefault(task.name, Count(task.name))

    def _write(self, *, is_urgent: bool) -> None:
        if not is_urgent and time.monotonic() - self._written < EVERY:
            return
        with self._lock:
            counts, self._counts, self._written = list(self._counts.values()), {}, time.monotonic()
        try:
            with self._app.app_context(), connected():
                job_runs.note(counts)
        except PeeweeException:  # a busy database; these few are not counted
            return


def listen(huey: Huey, app: Flask) -> Watch:
    """Hear of every job that this process works off."""
    watch = Watch(app)
    huey.signal(signals.SIGNAL_COMPLETE)(watch.done)
    huey.signal(signals.SIGNAL_ERROR, signals.SIGNAL_INTERRUPTED)(watch.failed)
    huey.signal(signals.SIGNAL_RETRYING)(watch.retried)
    return watch
