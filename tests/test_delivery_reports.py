"""Mails that come back: what a mail server reports is noted, and mails of topics stop."""

import pytest
from flask import Flask

from db.models import Bounce, Dispatch
from tests.people import Cast
from webapp import delivery_reports
from webapp.domain import accounts, bounces, notifications, outbox

UID = "0123456789abcdef0123456789abcdef"
REPORT = """From: MAILER-DAEMON@mx.example.org
To: waymark@localhost
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
X-Postfix-Queue-ID: 4BXYZ

Final-Recipient: rfc822; {to}
Original-Recipient: rfc822;{to}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <{to}>: Recipient address rejected

--b
Content-Type: {returned}

Message-ID: <{uid}@localhost>
Subject: Alice has written to you
To: {to}

--b--
"""


def report(**said: str) -> bytes:
    told = {
        "to": "bob@example.org", "action": "failed", "status": "5.1.1", "uid": UID, "returned": "text/rfc822-headers",
    }  # fmt: skip
    return REPORT.format(**{**told, **said}).encode()


@pytest.fixture(autouse=True)
def sent(cast: Cast) -> Dispatch:
    """A mail to Bob that has left."""
    told = notifications.notify(member=cast.bob, kind="introduced", pair=cast.pair, partner="Alice")
    mail: Dispatch = Dispatch.get(Dispatch.notification == told)
    mail.uid = UID
    mail.save()
    return mail


@pytest.mark.parametrize("returned", ["text/rfc822-headers", "message/rfc822"])
def test_a_mail_server_can_report_that_bobs_address_is_gone(cast: Cast, sent: Dispatch, returned: str) -> None:
    assert delivery_reports.take(report(returned=returned))
    found = Bounce.get()
    assert (found.member, found.status, found.is_permanent) == (cast.bob, "5.1.1", True)
    assert outbox.reason_to_stay(sent, cast.bob.email) == "bounce"


def test_what_is_only_full_or_late_stops_nothing(cast: Cast, sent: Dispatch) -> None:
    assert delivery_reports.take(report(status="5.2.2"))
    assert not delivery_reports.take(report(action="delayed", status="4.4.1"))
    assert bounces.count() == 0
    assert outbox.reason_to_stay(sent, cast.bob.email) == ""


def test_charlie_cannot_stop_bobs_mails_by_a_report_that_he_wrote() -> None:
    for made_up in (
        report(uid="f" * 32), report(to="charlie@example.org"), report(uid="../x"), b"", b"\xff\x00--b",
        b"Subject: x\n\nx", report().replace(b"message/delivery-status", b"text/plain"),
    ):  # fmt: skip
        assert not delivery_reports.take(made_up)
    assert not Bounce.select().exists()


def test_the_host_can_pipe_a_report_to_the_command(app: Flask) -> None:
    runner = app.test_cli_runner()
    assert runner.invoke(args=["note-bounce"], input=report()).output == "Noted.\n"
    assert "no report" in runner.invoke(args=["note-bounce"], input=b"Subject: hello\n\nhello").output
    assert Bounce.select().count() == 1


def test_mails_leave_again_once_bob_has_another_address(cast: Cast) -> None:
    bounces.note(cast.bob.id, "5.1.1", True)
    bounces.note(cast.bob.id, "4.2.2", False)
    assert (Bounce.get().times, Bounce.get().is_permanent) == (2, True)
    accounts.change_email(token=accounts.make_link(cast.bob, "mail-change", email="new@example.org"))
    assert bounces.of(cast.bob) is None
