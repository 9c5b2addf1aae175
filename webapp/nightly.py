"""Work that the clock begins: verbs without arguments that may run twice, and in every process at once, without harm.

A slice of the program that has some adds it to DAILY, by the name under which it is queued and logged.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask
from huey import Huey, crontab

from db.database import database
from webapp import case_letters
from webapp.domain import suspensions
from webapp.domain.cases import retention

DAILY: dict[str, Callable[[], object]] = {
    "shred_old_cases": retention.shred_old,
}
EVERY_TEN_MINUTES: dict[str, Callable[[], object]] = {
    "suspensions_over": suspensions.over,
    "cases_handed_on": case_letters.hand_on,
}


def register(huey: Huey, app: Flask) -> None:
    """Let the queue begin all of it in its time."""
    for when, works in ((crontab(hour="3", minute="17"), DAILY), (crontab(minute="*/10"), EVERY_TEN_MINUTES)):
        for name, work in works.items():
            huey.periodic_task(when, name=name)(_with_app(app, work))


def _with_app(app: Flask, work: Callable[[], object]) -> Callable[[], Any]:
    def run() -> None:
        with app.app_context(), database.connection_context():
            work()

    return run
