"""The demo, as the host's shell makes it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from db.database import database
from db.models import Dispatch, Member, Message, Notification, Pair, PairWeek, Program
from webapp import dispatching
from webapp.demo import community, people
from webapp.domain import absences, meetings

Visits = Callable[..., Any]


def run(app: Flask, *arguments: str) -> str:
    """A command's output; it must have gone well."""
    database.close()
    result = app.test_cli_runner().invoke(args=list(arguments))
    database.connect(reuse_if_open=True)
    assert result.exit_code == 0, result.output
    return str(result.output)


def named(first_name: str) -> Member:
    """Somebody of the community."""
    found: Member = Member.get(Member.name.startswith(first_name))
    return found


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
    giulia = named("Giulia")
    assert "Four hours in one piece" in visit(giulia).get(f"/pairs/{Pair.of_member(giulia).get().id}").text


def test_who_walks_around_in_the_community_can_see_the_weekly_rhythm(app: Flask, visit: Visits) -> None:
    run(app, "demo")
    olivia, giulia, anna = named("Olivia"), named("Giulia"), named("Anna")
    admin, program, pair = visit(olivia), Program.get(), Pair.of_member(giulia).get()
    assert "Valentina" in admin.get(f"/programs/{program.id}/help").text
    assert "from introduction to first message" in admin.get(f"/programs/{program.id}/overview").text
    assert PairWeek.select().where(PairWeek.pair == pair).count() > 1
    assert people.NEWS_TITLE in admin.get(f"/programs/{program.id}/announcements").text
    upcoming = meetings.next_of(pair)
    assert upcoming
    assert upcoming.row.is_agreed
    assert "Your next meeting" in visit(giulia).get(f"/pairs/{pair.id}").text
    ending = Pair.of_member(anna).get()
    assert people.THANKS[people.AT_THE_END]["mentor"] in visit(anna).get(f"/pairs/{ending.id}/closing").text
    assert people.THANKS[people.CLOSED]["mentee"] in visit(anna).get(f"/groups/{community.SLUG}").text
    assert absences.away([named("Chiara").id])


def test_nobody_of_the_community_can_get_mail_of_what_is_past(app: Flask) -> None:
    run(app, "demo")
    assert Dispatch.select().exists()
    assert not Dispatch.select().where(Dispatch.state.in_(("waiting", "held"))).exists()
    with app.app_context():
        assert dispatching.send_due() == 0
    unread = Notification.select().where(Notification.read_at.is_null())
    assert unread.count() < Notification.select().count() / 2


def test_charlie_cannot_be_made_a_host_with_a_common_password(app: Flask) -> None:
    database.close()
    command = ["create-admin", "--email", "charlie@example.org", "--name", "Charlie", "--password", "password1234"]
    assert app.test_cli_runner().invoke(args=command).exit_code != 0
    database.connect(reuse_if_open=True)
    assert not Member.select().exists()
