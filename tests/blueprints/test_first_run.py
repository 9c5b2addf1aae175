import logging
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from db.models import Member
from tests.conftest import SECRET
from tests.people import PASSWORD, Cast, member
from webapp import first_run

Visits = Callable[..., Any]

OLIVIA = {"name": "Olivia Neri", "email": "olivia@example.org", "password": PASSWORD, "birth_date": "1975-06-01"}
PAGE = f"/first-run?token={first_run.token(SECRET)}"


def test_olivia_can_make_the_first_account_with_the_token_and_only_once(visit: Visits) -> None:
    olivia = visit()
    olivia.get(PAGE)
    olivia.post(PAGE, {**OLIVIA, "password": "short"}, status=422)
    olivia.follow(olivia.post(PAGE, OLIVIA))
    assert olivia.get("/host")
    made = Member.get()
    assert made.is_host
    assert made.has_verified_email
    visit().get(PAGE, status=404)
    visit().post(PAGE, {**OLIVIA, "email": "charlie@example.org"}, status=404)
    assert Member.select().count() == 1


def test_charlie_cannot_make_the_first_account_without_the_token(visit: Visits) -> None:
    for path in ("/first-run", "/first-run?token=", "/first-run?token=" + "0" * 40, "/first-run?token=è"):
        visit().get(path, status=404)
        visit().post(path, OLIVIA, status=404)
    assert not Member.select().exists()


def test_a_minor_cannot_be_the_first_host(visit: Visits) -> None:
    child = visit()
    child.post(PAGE, {**OLIVIA, "birth_date": "2015-01-01"}, status=403)
    child.post(PAGE, OLIVIA, status=403)
    child.get("/signup", status=403)
    assert not Member.select().exists()


def test_the_host_can_read_the_address_in_the_log_while_there_is_no_host(
    app: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("waymark"), "propagate", True)
    first_run.announce(app)
    assert f"http://localhost:8000{PAGE}" in caplog.text
    caplog.clear()
    member("Olivia Neri", is_host=True)
    first_run.announce(app)
    assert not caplog.text


def test_olivia_can_be_made_host_from_the_shell(app: Flask, cast: Cast) -> None:
    run = app.test_cli_runner().invoke
    given = ["create-admin", "--email", "olivia@example.org", "--name", "Olivia Neri", "--password"]
    assert run(args=[*given, "short"]).exit_code == 2
    assert not Member.hosts().exists()
    result = run(args=[*given, "quite another passphrase"])
    assert result.exit_code == 0, result.output
    assert "adult" in result.output
    assert [host.id for host in Member.hosts()] == [cast.olivia.id]
