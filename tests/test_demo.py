"""The demo, as the host's shell makes it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from db.database import database
from db.models import Member, Message, Pair
from webapp.demo import community

Visits = Callable[..., Any]


def run(app: Flask, *arguments: str) -> str:
    """A command's output; it must have gone well."""
    database.close()
    result = app.test_cli_runner().invoke(args=list(arguments))
    database.connect(reuse_if_open=True)
    assert result.exit_code == 0, result.output
    return str(result.output)


def test_a_crowd_of_any_size_can_be_made_and_its_members_can_sign_in(app: Flask, visit: Visits) -> None:
    run(app, "demo", "--pairs", "2", "--password", "a password for all")
    lines = [json.loads(line) for line in run(app, "demo", "--pairs", "3", "--password", "another").splitlines()]
    assert [line["mentee"] for line in lines] == [f"mentee{k}@example.org" for k in (1, 2, 3)]
    mentor = visit()
    mentor.post("/login", {"email": "mentor1@example.org", "password": "a password for all"})
    mentor.get(f"/pairs/{lines[0]['pair']}")
    visit(Member.with_email("mentor3@example.org")).get(f"/pairs/{lines[0]['pair']}", status=404)


def test_the_community_is_made_once_and_in_no_production(
    app: Flask, visit: Visits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "ENVIRONMENT", "production")
    assert run(app, "demo", "--if-empty") == ""
    assert not Member.select().exists()
    monkeypatch.setitem(app.config, "ENVIRONMENT", "test")
    assert community.PASSWORD in run(app, "demo", "--if-empty")
    pairs, messages = Pair.select().count(), Message.select().count()
    run(app, "demo", "--if-empty")
    assert (Pair.select().count(), Message.select().count()) == (pairs, messages)
    giulia = Member.with_email("giulia@example.org")
    assert "Four hours in one piece" in visit(giulia).get(f"/pairs/{Pair.of_member(giulia).get().id}").text


def test_charlie_cannot_be_made_a_host_with_a_common_password(app: Flask) -> None:
    database.close()
    command = ["create-admin", "--email", "charlie@example.org", "--name", "Charlie", "--password", "password1234"]
    assert app.test_cli_runner().invoke(args=command).exit_code != 0
    database.connect(reuse_if_open=True)
    assert not Member.select().exists()
