from collections.abc import Callable
from smtplib import SMTPAuthenticationError
from typing import Any

import pytest
from flask import Flask

from db.models import AuditEntry, Member
from tests.people import Cast
from webapp import mail
from webapp.domain import instance
from webapp.version import VERSION

Visits = Callable[..., Any]


@pytest.fixture
def host(cast: Cast) -> Member:
    Member.update(is_host=True).where(Member.id == cast.olivia.id).execute()
    return cast.olivia


def test_olivia_can_see_what_runs_and_be_sent_a_test_mail(
    visit: Visits, host: Member, mailbox: Callable[[], Any]
) -> None:
    olivia = visit(host)
    page = olivia.get("/host").text
    assert VERSION in page
    assert "<dt>members</dt><dd>5</dd>" in page
    assert "<dt>pairs</dt><dd>1</dd>" in page
    assert "Alice" not in page
    olivia.follow(olivia.post("/host/test-mail"))
    assert [message["to"] for message in mailbox()] == ["olivia@example.org"]


def test_olivia_can_read_what_the_mail_server_objects(
    visit: Visits, host: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any) -> None:
        raise SMTPAuthenticationError(535, b"bad password")

    monkeypatch.setattr(mail, "deliver", refuse)
    olivia = visit(host)
    assert "SMTPAuthenticationError" in olivia.follow(olivia.post("/host/test-mail")).text


def test_olivia_can_see_that_mail_is_not_set_up(app: Flask, visit: Visits, host: Member) -> None:
    app.config["ENVIRONMENT"] = "production"
    try:
        assert "MAIL_SERVER" in visit(host).get("/host").text
    finally:
        app.config["ENVIRONMENT"] = "test"


def test_nobody_else_can_open_the_hosts_page(visit: Visits, cast: Cast) -> None:
    for person in (cast.alice, cast.olivia, cast.sam, cast.charlie):
        visit(person).get("/host", status=404)
        visit(person).post("/host/test-mail", status=404)
    visit().get("/host", status=302)


def test_olivia_can_set_what_counts_for_the_whole_site(visit: Visits, host: Member) -> None:
    olivia = visit(host)
    assert "Nobody: each decides" in olivia.get("/host/settings").text
    given = {"emergency_en": "Call 112, day and night.", "emergency_it": "", "keep_ended_days": "90"}
    given |= {"keep_report_days": "200", "second_factor_for": "nobody"}
    assert "The settings are saved." in olivia.follow(olivia.post("/host/settings", given)).text
    expected = instance.Instance({"en": "Call 112, day and night."}, keep_ended_days=90, keep_report_days=200)
    assert instance.settings() == expected
    olivia.post("/host/settings", {**given, "keep_ended_days": "0"})
    noted = [row.details["what"] for row in AuditEntry.select().where(AuditEntry.action == "instance.changed")]
    assert noted == [["emergency", "keep_ended_days", "keep_report_days"], ["keep_ended_days"]]


@pytest.mark.parametrize(
    "wrong",
    [{"keep_ended_days": "-1"}, {"keep_report_days": "7"}, {"second_factor_for": "all"}, {"emergency_en": "x" * 501}],
)
def test_olivia_cannot_set_what_makes_no_sense(visit: Visits, host: Member, wrong: dict[str, str]) -> None:
    given = {"keep_ended_days": "0", "keep_report_days": "180", "second_factor_for": "nobody", **wrong}
    assert "There is a problem" in visit(host).post("/host/settings", given, status=422).text
    assert instance.settings() == instance.Instance()


def test_charlie_cannot_set_anything(visit: Visits, cast: Cast) -> None:
    visit(cast.charlie).get("/host/settings", status=404)
    visit(cast.charlie).post("/host/settings", {"keep_ended_days": "1"}, status=404)
