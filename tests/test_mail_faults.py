"""Mail servers that refuse, break off, hang or are not there, and processes that are killed: no mail is lost."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from db import clock
from db.clock import now
from db.database import database
from db.models import Bounce, Dispatch
from tests.concurrently import at_once
from tests.laid import again, later, letter_to, recipients, tell
from tests.mailservers import DROP, HANG, MailServer
from tests.people import Cast
from webapp import dispatching, mail
from webapp.domain import outbox
from webapp.extensions import mail as extension

LEASE = outbox.LEASE


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_a_server_that_says_later_is_asked_again_later(smtp: MailServer, cast: Cast, command: str) -> None:
    laid = letter_to(cast.alice)
    letter_to(cast.bob)
    smtp.answers[command] = ["451 4.3.0 Try again later"]
    assert dispatching.send_due() == 1
    assert recipients(smtp) == [cast.bob.email]
    waits = again(laid)
    assert (waits.state, waits.attempts, waits.fault) == ("waiting", 1, "SMTP 451 4.3.0")
    assert dispatching.send_due() == 0
    with later(2):
        assert dispatching.send_due() == 1
    assert smtp.lines == 2
    assert not Bounce.select().exists()


@pytest.mark.parametrize(
    ("answer", "status", "is_permanent"),
    [
        ("550 5.1.1 <alice@example.org>: no such user here", "5.1.1", True),
        ("550 5.7.1 Relaying denied", "5.7.1", False),  # which may be our own fault
        ("550 No such user here", "", False),
    ],
)
def test_an_address_that_is_refused_is_noted_and_not_tried_again(
    smtp: MailServer, cast: Cast, answer: str, status: str, is_permanent: bool
) -> None:
    laid, other = letter_to(cast.alice), letter_to(cast.bob)
    smtp.answers["RCPT"] = [answer]
    assert dispatching.send_due() == 1
    assert again(laid).state == "failed"
    assert "alice" not in again(laid).fault
    assert again(other).state == "sent"
    bounce = Bounce.get_by_id(cast.alice.id)
    assert (bounce.status, bounce.is_permanent) == (status, is_permanent)
    with later(60 * 24):
        assert dispatching.send_due() == 0


def test_to_an_address_that_bounces_only_what_its_account_needs_is_sent(smtp: MailServer, cast: Cast) -> None:
    Bounce.create(member=cast.alice, is_permanent=True, status="5.1.1")
    told = tell(cast.alice, cast)
    letter_to(cast.alice)
    assert dispatching.send_due() == 1
    assert (again(told).state, again(told).fault) == ("withdrawn", "bounce")


def test_a_letter_that_is_refused_for_what_it_says_is_no_bounce(smtp: MailServer, cast: Cast) -> None:
    laid = letter_to(cast.alice)
    smtp.answers["DATA"] = ["554 5.6.0 Not like this"]
    dispatching.send_due()
    assert (again(laid).state, again(laid).fault) == ("failed", "SMTP 554 5.6.0")
    assert not Bounce.select().exists()


@pytest.mark.parametrize("answer", [DROP, HANG, "421 4.3.2 Shutting down"])
def test_a_line_that_breaks_in_the_letter_costs_no_letter(smtp: MailServer, cast: Cast, answer: str) -> None:
    laid, other = letter_to(cast.alice), letter_to(cast.bob)
    smtp.answers["DATA"] = [answer]
    assert dispatching.send_due() == 0
    assert (again(laid).state, again(laid).attempts, again(laid).claimed_until) == ("waiting", 1, None)
    assert (again(other).attempts, again(other).claimed_until) == (0, None)  # given back as it was
    with later(2):
        assert dispatching.send_due() == 2
    assert sorted(recipients(smtp)) == [cast.alice.email, cast.bob.email]


def test_a_line_that_the_server_closes_between_two_letters_is_opened_again(smtp: MailServer, cast: Cast) -> None:
    letter_to(cast.alice)
    letter_to(cast.bob)
    smtp.answers["MAIL"] = ["250 OK", "421 4.7.0 Enough for one line"]
    assert dispatching.send_due() == 2
    assert smtp.lines == 2


def test_a_server_that_takes_nothing_from_us_fails_no_letter(smtp: MailServer, cast: Cast) -> None:
    laid = letter_to(cast.alice)
    smtp.answers["MAIL"] = ["550 5.7.1 Who are you?"]
    assert dispatching.send_due() == 0
    assert (again(laid).state, again(laid).fault) == ("waiting", "SMTPSenderRefused")


def test_a_server_that_is_not_there_is_asked_less_and_less_until_a_host_must_look(app: Flask, cast: Cast) -> None:
    laid, moment, waits = letter_to(cast.alice), now(), []
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=1)
    extension.init_app(app)
    try:
        with app.app_context():
            while again(laid).state == "waiting":
                moment = max(moment, again(laid).due_at)
                dispatching.send_due(moment)
                waits.append(again(laid).due_at - moment)
    finally:
        app.config.update(MAIL_SERVER="", MAIL_PORT=587)
        extension.init_app(app)
    assert len(waits) == outbox.MOST_TRIES
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert max(waits) == timedelta(hours=1)
    assert (again(laid).state, again(laid).fault) == ("failed", "ConnectionRefusedError")
    assert outbox.opened(again(laid))["to"] == cast.alice.email  # for a host who tries again


def test_what_a_killed_process_had_claimed_leaves_under_the_same_id_when_its_time_is_over(
    smtp: MailServer, cast: Cast
) -> None:
    told = tell(cast.alice, cast)
    (claimed,) = outbox.claim()
    assert dispatching.send_due() == 0
    with clock.at(now() + LEASE + timedelta(seconds=1)):
        assert dispatching.send_due() == 1
        assert not outbox.mark_sent(claimed)  # whoever had it has it no more
    assert smtp.messages[0]["Message-ID"] == f"<{told.uid}@localhost>"


def test_a_process_that_is_killed_between_the_servers_yes_and_its_mark_sends_a_copy(
    smtp: MailServer, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(dispatch: Dispatch) -> bool:
        raise Killed

    tell(cast.alice, cast)
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "mark_sent", killed)
        with pytest.raises(Killed):
            dispatching.send_due()
    with clock.at(now() + LEASE + timedelta(seconds=1)):
        assert dispatching.send_due() == 1
    one, two = ([line for line in each.split(b"\r\n") if not line.startswith(b"Date:")] for each in smtp.contents)
    assert one == two
    assert Dispatch.select().count() == 1


def test_two_processes_never_send_the_same(app: Flask, smtp: MailServer, cast: Cast) -> None:
    for _ in range(60):
        letter_to(cast.alice)

    def send() -> int:
        with app.app_context():
            return dispatching.send_due()

    assert sum(at_once(*[send] * 4)) == 60
    assert len({message["Message-ID"] for message in smtp.messages}) == 60 == len(smtp.messages)


def test_no_connection_is_held_while_a_server_is_talked_with(
    smtp: MailServer, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []
    deliver = mail.deliver

    def noted(*given: Any) -> None:
        seen.append(database.is_closed())
        deliver(*given)

    letter_to(cast.alice)
    monkeypatch.setattr(mail, "deliver", noted)
    database.close()
    dispatching.send_due()
    database.connect()
    assert seen == [True]
