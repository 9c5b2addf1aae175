from collections.abc import Callable
from smtplib import SMTPAuthenticationError
from typing import Any

import pytest
from flask import Flask

from db.models import Member
from tests.people import Cast
from webapp import mail
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
