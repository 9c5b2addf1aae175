"""Work after the answer: each task loads, calls one verb, and may run twice without harm.

By default the queue is a SQLite file and a greenlet of the web process works it off; with `REDIS_URL` it is in Redis,
for the `worker` process. Payloads are sealed: a link in a mail is a key to an account.
"""

import logging
import sqlite3
import threading
from pathlib import Path
from typing import Any

import redis
from flask import Flask
from huey import Huey, crontab
from huey.consumer import Consumer
from huey.serializer import Serializer
from huey.storage import MemoryStorage, RedisStorage, SqliteStorage

from db.database import database
from db.models import MentorRequest, Program
from webapp import dispatching, job_watch, nightly
from webapp.domain import outbox, queues, vault

log = logging.getLogger("waymark")


class SealedSerializer(Serializer):
    """Huey's pickles, sealed under a sub-key of the master keys: not to be read, nor made by somebody else."""

    def _serialize(self, data: Any) -> bytes:
        return vault.seal_job(super()._serialize(data))

    def _deserialize(self, data: bytes) -> Any:
        return super()._deserialize(vault.open_job(bytes(data)))


class Queue:
    """The process's queue, chosen when the app is made."""

    huey: Huey
    app: Flask
    send_due: Any
    move_queues_on: Any
    make_export: Any
    delete_account: Any


queue = Queue()


def init_app(app: Flask) -> None:
    """Choose the queue: in process for tests, Redis where there is one, else a file beside the database."""
    queue.app, queue.huey = app, _huey(app)
    task = queue.huey.task
    queue.send_due = task(name="send_soon")(_send_due)
    queue.move_queues_on = task(name="move_queues_on")(_move_queues_on)
    queue.huey.periodic_task(crontab(minute="*"), name="look_at_queues")(_look_at_queues)
    nightly.register(queue.huey, app)
    if not queue.huey.immediate:
        job_watch.listen(queue.huey, app)


def send_soon() -> None:
    """Send what waits in the outbox. Call after a commit; what nobody calls it for leaves within a minute."""
    soon(queue.send_due)


def move_queues_on(program_id: int) -> None:
    """Ask the next mentors where somebody has been introduced, or the time to answer has run out."""
    soon(queue.move_queues_on, program_id)


def soon(task: Any, *arguments: Any) -> None:
    """Queue a task; while the queue cannot be reached, do it at once beside the request, whose work is committed."""
    try:
        task(*arguments)
    except (redis.RedisError, sqlite3.Error) as error:
        log.warning("the queue cannot be reached: %s", type(error).__name__)
        threading.Thread(target=task.call_local, args=arguments, daemon=True).start()


def waiting() -> int | None:
    """How many jobs are in the queue; None while it cannot be reached."""
    try:
        return int(queue.huey.pending_count()) + int(queue.huey.scheduled_count())
    except (redis.RedisError, sqlite3.Error):
        return None


def of_older_keys() -> int:
    """How many jobs wait that were sealed with another master key than the one that writes now."""
    storage = queue.huey.storage
    waiting = [*storage.enqueued_items(), *storage.scheduled_items()]
    return sum(vault.is_of_older_key("job", bytes(item), place="job") for item in waiting)


def start_in_process() -> None:
    """Work the queue off inside this web process. Only where there is no Redis and so no worker."""
    if not queue.app.config["REDIS_URL"]:
        # Two, so that mails leave while somebody's archive is made.
        _GuestConsumer(queue.huey, workers=2, worker_type="thread", check_worker_health=False, max_delay=1).start()


def work() -> None:
    """Be the worker process."""
    queue.huey.create_consumer(workers=4, worker_type="thread").run()


class _GuestConsumer(Consumer):
    """A consumer in a process that is not its own: the signals stay with gunicorn."""

    def _set_signal_handlers(self) -> None:
        return


def _huey(app: Flask) -> Huey:
    options: dict[str, Any] = {"name": "waymark", "serializer": SealedSerializer(), "results": False}
    if app.config["ENVIRONMENT"] == "test":
        return Huey(storage_class=MemoryStorage, immediate=True, **options)
    if app.config["REDIS_URL"]:
        return Huey(storage_class=RedisStorage, url=app.config["REDIS_URL"], **options)
    return Huey(storage_class=SqliteStorage, filename=str(_file(app)), **options)


def _file(app: Flask) -> Path:
    url = app.config["DATABASE_URL"]
    beside = Path(url.removeprefix("sqlite:///")).parent if url.startswith("sqlite") else Path(app.config["VAR_DIR"])
    beside.mkdir(parents=True, exist_ok=True)
    return beside / "jobs.db"


def _send_due() -> None:
    with queue.app.app_context():
        dispatching.send_due()


def _move_queues_on(program_id: int) -> None:
    with queue.app.app_context(), database.connection_context():
        program = Program.get_or_none(Program.id == program_id)
        if program:
            queues.settle(program=program)
    if outbox.take_fresh():
        send_soon()


def _look_at_queues() -> None:
    """Every minute, in every process that works a queue off: what is due is done once, whoever comes first."""
    with queue.app.app_context(), database.connection_context():
        ids = [program.id for program in MentorRequest.programs_with_some()]
    for program_id in ids:
        soon(queue.move_queues_on, program_id)
