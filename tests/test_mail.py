"""Mail through a real SMTP conversation, read by the standard library."""

from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Handler
from flask import Flask

from tests import hostile, mails
from tests.e2e.server import free_port
from tests.people import Cast
from webapp import mail
from webapp.extensions import mail as extension

HEADERS = {
    "Subject", "From", "To", "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
    "Auto-Submitted", "X-Auto-Response-Suppress", "X-Peer", "X-MailFrom", "X-RcptTo",
}  # fmt: skip


class Received(Handler):
    """What the server was given."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[Any] = []

    def handle_message(self, message: Any) -> None:
        self.messages.append(mails.read(message.as_bytes()))


@pytest.fixture
def smtp(app: Flask) -> Iterator[Received]:
    received = Received()
    port = free_port()
    server = Controller(received, hostname="127.0.0.1", port=port)
    server.start()
    before = {name: app.config[name] for name in ("MAIL_SERVER", "MAIL_PORT", "MAIL_USE_TLS")}
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=port, MAIL_USE_TLS=False)
    extension.init_app(app)
    yield received
    server.stop()
    app.config.update(before)
    extension.init_app(app)


def test_alice_gets_a_mail_in_her_language_over_smtp(app: Flask, smtp: Received, cast: Cast) -> None:
    cast.alice.language = "it"
    with app.test_request_context():
        mail.send("introduced_mentor", cast.alice, partner=cast.bob, pair=cast.pair, link=f"/pairs/{cast.pair.id}")
    (message,) = smtp.messages
    assert message["to"] == "alice@example.org"
    assert message["from"] == "Waymark <waymark@localhost>"
    text = message.get_content()
    assert f"http://localhost:8000/pairs/{cast.pair.id}" in text
    assert "Ciao Alice" in text
    assert message["subject"].strip()


def test_charlie_cannot_put_a_header_into_a_mail(app: Flask, smtp: Received, cast: Cast) -> None:
    cast.program.name = "Spring\r\nBcc: eve@example.org"
    with app.test_request_context():
        mail.send("introduction_taken_back", cast.bob, partner=cast.charlie.name, program=cast.program)
    (message,) = smtp.messages
    assert message["bcc"] is None
    assert message["to"] == "bob@example.org"


@pytest.mark.parametrize("text", hostile.CORPUS, ids=range(len(hostile.CORPUS)))
def test_no_name_makes_a_mail_something_else(app: Flask, smtp: Received, cast: Cast, text: str) -> None:
    """Whatever a program, a group or a person is called: one mail, to one address, of plain text, with our headers."""
    cast.program.name = cast.group.name = cast.charlie.name = text[:80]  # no name is longer
    link = f"/pairs/{cast.pair.id}"
    with app.test_request_context():
        mail.send("introduction_taken_back", cast.bob, partner=cast.charlie.name, program=cast.program)
        mail.send("pair_ended", cast.bob, partner=cast.charlie, program=cast.program, link=link)
        mail.send("membership_approved", cast.bob, group=cast.group, link=link)
        mail.send_to("ines@example.org", "invitation", language="en", group=cast.group, admin=cast.charlie, link=link)
    assert [message["to"] for message in smtp.messages] == ["bob@example.org"] * 3 + ["ines@example.org"]
    for message in smtp.messages:
        assert set(message.keys()) <= HEADERS
        assert message["from"] == "Waymark <waymark@localhost>"
        assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
        assert "http://localhost:8000/" in message.get_content() or message["to"] == "bob@example.org"
