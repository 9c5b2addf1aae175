"""The host's page of jobs and outbox: what waits, what failed, whether anything runs; never who or what."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from huey import Huey
from huey.storage import MemoryStorage

from db import clock
from db.clock import now
from db.models import AuditEntry, Dispatch, JobRun, Member
from tests.people import Cast
from webapp import job_watch, nightly
from webapp.blueprints.jobs import words
from webapp.domain import accounts, job_runs, notification_choices, outbox
from webapp.domain.job_runs import Count

Visits = Callable[..., Any]


@pytest.fixture
def hana(cast: Cast) -> Member:
    accounts.make_host(name="Hana Host", email="hana@example.org", password="a long enough passphrase")
    found = Member.with_email("hana@example.org")
    assert found
    return found


def laid(cast: Cast, **columns: Any) -> Dispatch:
    row = outbox.post({"to": cast.bob.email, "subject": "Secret", "text": "words"}, to=cast.bob)
    Dispatch.update(uid=row.uid, **columns).where(Dispatch.id == row.id).execute()
    return Dispatch.get_by_id(row.id)


def runs(minutes_ago: int = 0, **count: Any) -> None:
    job_runs.note([Count("send_due", **{"done": 1, **count})])
    JobRun.update(last_at=now() - timedelta(minutes=minutes_ago)).execute()


def test_the_host_sees_that_all_is_well(visit: Visits, hana: Member) -> None:
    runs()
    page = visit(hana).get("/host/jobs").text
    assert "what is due leaves" in page
    assert "Nothing: everything has left." in page
    assert "Looking each minute what is to be sent" in page
    assert 'href="/host/jobs"' in visit(hana).get("/host").text


def test_the_host_sees_how_much_waits_and_why_it_does_not_leave_and_nobodys_address(
    visit: Visits, hana: Member, cast: Cast
) -> None:
    runs(failed=1, fault="ValueError")
    laid(cast)
    laid(cast, due_at=now() + timedelta(hours=2))
    laid(cast, state="held", topic="rhythm")
    laid(cast, attempts=2, fault="ConnectionRefusedError", due_at=now() + timedelta(minutes=2))
    laid(cast, state="failed", fault="SMTP 550 5.1.1")
    page = visit(hana).get("/host/jobs").text
    assert "the mail server does not answer (ConnectionRefusedError) · tried again by itself" in page
    assert "for good (SMTP 550 5.1.1)" in page
    assert "ValueError, " in page
    assert "The weekly rhythm" in page
    for secret in ("bob@", "Bob", "Secret", "words<"):
        assert secret not in page


def test_the_host_is_told_when_nothing_runs(visit: Visits, hana: Member) -> None:
    assert "No job has run on this site yet." in visit(hana).get("/host/jobs").text
    runs(minutes_ago=12)
    assert "No job has run for 12 minutes." in visit(hana).get("/host/jobs").text


def test_the_host_is_told_when_something_waits_too_long(visit: Visits, hana: Member, cast: Cast) -> None:
    runs()
    laid(cast, due_at=now() - timedelta(minutes=9))
    assert "has waited for 9 minutes" in visit(hana).get("/host/jobs").text


def test_the_host_can_have_what_failed_sent_again(
    visit: Visits, hana: Member, cast: Cast, mailbox: Callable[[], list[Any]]
) -> None:
    row = laid(cast, state="failed", fault="SMTP 550 5.7.1", attempts=30)
    other = laid(cast, state="failed", fault="SMTP 550 5.1.1", attempts=1)
    host = visit(hana)
    of = {"medium": "mail", "topic": "", "fault": "SMTP 550 5.7.1"}
    assert "One is sent again now." in host.follow(host.post("/host/jobs/retries", of)).text
    assert Dispatch.get_by_id(row.id).state == "sent"
    assert Dispatch.get_by_id(other.id).state == "failed"
    assert [letter["to"] for letter in mailbox()] == [cast.bob.email]
    assert AuditEntry.select().where(AuditEntry.action == "mail.retried").get().details == {"number": 1}
    assert "nothing left" in host.follow(host.post("/host/jobs/retries", of)).text


def test_nobody_but_the_host_can_see_it_or_send_again(visit: Visits, cast: Cast) -> None:
    row = laid(cast, state="failed", fault="x")
    for member in (cast.charlie, cast.alice, cast.olivia, cast.sam):
        visit(member).get("/host/jobs", status=404)
        visit(member).post("/host/jobs/retries", {"medium": "mail", "topic": "", "fault": "x"}, status=404)
    assert Dispatch.get_by_id(row.id).state == "failed"


def test_what_jobs_do_is_counted_by_day_and_name_and_never_with_what_they_were_given(app: Flask, cast: Cast) -> None:
    huey = Huey(storage_class=MemoryStorage, results=False)
    watch = job_watch.listen(huey, app)

    @huey.task(retries=1, name="sometimes")
    def sometimes(address: str) -> None:
        if Count.__name__ != address:
            raise ValueError(address)

    for given in ("Count", "bob@example.org", "Count"):
        sometimes(given)
    while task := huey.dequeue():
        huey.execute(task)
    watch._write(is_urgent=True)
    (row,) = JobRun.select()
    assert (row.name, row.done, row.failed, row.retried, row.fault) == ("sometimes", 2, 2, 1, "ValueError")


def test_a_night_in_which_nothing_ran_is_made_up_for_once(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def fails() -> None:
        done.append("fails")
        raise ValueError

    monkeypatch.setattr(nightly, "DAILY", {"fails": fails, "works": lambda: done.append("works")})
    day = now().replace(hour=0, minute=0)
    for hour in (1, 3, 5, 6):
        with clock.at(day + timedelta(hours=hour)):
            nightly.catch_up()
    assert done == ["fails", "works", "fails"]
    assert job_runs.was_done("works", day.date().isoformat())


def test_every_job_and_topic_has_words() -> None:
    periodic = {name for works in (nightly.DAILY, nightly.EVERY_TEN_MINUTES, nightly.EVERY_MINUTE) for name in works}
    assert not periodic - words.JOBS.keys()
    assert not {*notification_choices.TOPICS, notification_choices.DIGEST, ""} - words.TOPICS.keys()
