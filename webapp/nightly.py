"""Work that the clock begins: verbs without arguments that may run twice, and in every process at once, without harm.

A part of the program that has some adds it to DAILY, by the name under which it is queued and logged.
"""

import logging
from collections.abc import Callable
from typing import Any

from flask import Flask
from huey import Huey, crontab

from db.clock import now
from db.database import database, forget_past
from webapp import bell, case_letters, dispatching, nudging, standing_in
from webapp.domain import (
    announcements,
    audit,
    digests,
    exports,
    help_digests,
    job_runs,
    outbox,
    pair_weeks,
    renewals,
    retention,
    suspensions,
    unread_messages,
)
from webapp.domain.cases import retention as retention_of_cases
from webapp.domain.job_runs import Count
from webapp.domain.meetings import reminders

log = logging.getLogger("waymark")

NIGHT = (3, 17)  # o'clock, UTC


def note_head() -> None:
    """Print the audit log's head, so that it is kept where whoever changes the database cannot change it too."""
    log.info("the audit log's head is %s", audit.head())


DAILY: dict[str, Callable[[], object]] = {
    "note_audit_head": note_head,
    "shred_old_cases": retention_of_cases.shred_old,
    "warn_before_words_end": retention.warn,
    "shred_words_of_ended_pairs": retention.shred_due,
    "ask_before_renewals_end": renewals.ask_again,
    "wipe_old_archives": exports.wipe_old,
    "sweep_outbox": outbox.sweep,
    "sweep_job_runs": job_runs.sweep,
    "forget_what_was_deleted": forget_past,  # last: what the others have destroyed
}
EVERY_TEN_MINUTES: dict[str, Callable[[], object]] = {
    "digests_made": digests.make_due,
    "suspensions_over": suspensions.over,
    "cases_handed_on": case_letters.hand_on,
    "messages_counted": pair_weeks.roll_up,
    "weekly_rhythm": nudging.go_round,
    "meetings_near_or_over": reminders.tell,
    "absences_begun_or_over": standing_in.go_round,
    "help_digests": help_digests.tell,
}
EVERY_MINUTE: dict[str, Callable[[], object]] = {
    "announcements_told": announcements.tell_all,
    "unread_messages_told": unread_messages.tell,
    "send_due": dispatching.send_due,
}


def catch_up() -> None:
    """Do what the night should have done, if nothing ran then or it was killed."""
    moment = now()
    for name, work in DAILY.items():
        if moment.hour > NIGHT[0] and not job_runs.was_done(name, moment.date().isoformat()):
            count = Count(name)
            try:
                work()
                count.done = 1
            except Exception as error:  # whatever is wrong with one, the others are done
                log.exception("%s went wrong", name)
                count.failed, count.fault = 1, type(error).__name__
            job_runs.note([count])


EVERY_TEN_MINUTES["nights_made_up_for"] = catch_up


def register(huey: Huey, app: Flask) -> None:
    """Let the queue begin all of it in its time."""
    times = (
        (crontab(hour=str(NIGHT[0]), minute=str(NIGHT[1])), DAILY),
        (crontab(minute="*/10"), EVERY_TEN_MINUTES),
        (crontab(minute="*"), EVERY_MINUTE),
    )
    for when, works in times:
        for name, work in works.items():
            huey.periodic_task(when, name=name)(_with_app(app, work))


def _with_app(app: Flask, work: Callable[[], object]) -> Callable[[], Any]:
    def run() -> None:
        with app.app_context():
            if work is dispatching.send_due:
                dispatching.send_due()  # without a connection: it waits for other people's servers
                return
            with database.connection_context():
                work()
            bell.ring()

    return run
