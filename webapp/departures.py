"""Taking one's data away and leaving for good: the jobs, the mails, and how somebody who is gone is called."""

import logging
import time

from flask import Flask
from huey import crontab

from db.database import connected, forget_past
from db.models import Deletion
from db.models.former import speak
from webapp import archives, jobs, mail
from webapp.domain import deletions, exports
from webapp.domain.deletions import Done
from webapp.realtime import broadcasts
from webapp.words import plain as _

log = logging.getLogger("waymark")


def init_app(app: Flask) -> None:
    """Register what the queue does; after the queue was chosen."""
    speak(lambda: (_("A former member"), _("a former member")))
    task = jobs.queue.huey.task
    jobs.queue.make_export = task(name="make_export")(_make_export)
    jobs.queue.delete_account = task(name="delete_account")(_delete_account)
    jobs.queue.huey.periodic_task(crontab(minute="*"), name="look_for_departures")(_look_around)


def make_export(export_id: int) -> None:
    """Make an archive soon."""
    jobs.soon(jobs.queue.make_export, export_id)


def _look_around() -> None:
    """Every minute: delete the accounts whose day is over, and make the archives whose job was lost."""
    with jobs.queue.app.app_context(), connected():
        due, waiting = Deletion.due(), exports.waiting()
    for member_id in due:
        jobs.soon(jobs.queue.delete_account, member_id)
    for export_id in waiting:
        make_export(export_id)


def _make_export(export_id: int) -> None:
    with jobs.queue.app.app_context(), connected():
        try:
            exports.make(export_id=export_id, write=archives.written)
        except Exception:
            exports.fail(export_id=export_id)
            raise


def _delete_account(member_id: int) -> None:
    with jobs.queue.app.app_context(), connected():
        done = deletions.carry_out(member_id=member_id, farewell=_say_goodbye)
        if done is None:
            return
        _announce(member_id, done)
        log.info("an account was deleted")
        for _try in range(5):
            if forget_past():
                break
            time.sleep(0.2)  # somebody reads; if they always do, the night's turn comes


def _announce(member_id: int, done: Done) -> None:
    broadcasts.sessions_ended(member_id)
    for closed in done.closed:
        broadcasts.pair_closed(closed.pair.id)


def _say_goodbye(done: Done) -> None:
    mail.send_to(done.email, "deletion_done", language=done.language, name=done.first_name)
