"""Mails of topics as a mail program gets them: handed over by SMTP, parsed, and its one-click way out pressed."""

from datetime import timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from html.parser import HTMLParser
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from flask.testing import FlaskClient

from db import clock
from db.clock import now
from tests.e2e.server import free_port
from tests.people import Cast
from webapp import dispatching, news, stationery
from webapp.domain import digests, notification_choices, notifications
from webapp.extensions import mail as extension
from webapp.letter import Attachment
from webapp.news import Extra


class Server:
    """Takes mails as they come over the wire."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 # aiosmtpd's name
        self.raw.append(envelope.original_content)
        return "250 OK"

    @property
    def mails(self) -> list[EmailMessage]:
        """What came, parsed by the standard library."""
        return [BytesParser(EmailMessage, policy=policy.default).parsebytes(raw) for raw in self.raw]


class Page(HTMLParser):
    """What a page holds: its tags with their attributes, its text, its links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture
def smtp(app: Flask) -> Any:
    server = Server()
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    before = {name: app.config[name] for name in ("MAIL_SERVER", "MAIL_PORT", "MAIL_USE_TLS")}
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=controller.port, MAIL_USE_TLS=False)
    extension.init_app(app)
    with app.app_context():
        yield server
    controller.stop()
    app.config.update(before)
    extension.init_app(app)


def told(cast: Cast, kind: str = "introduced", language: str = "en") -> None:
    cast.bob.language = language
    cast.bob.save()
    notifications.notify(
        member=cast.bob, kind=kind, pair=cast.pair, program=cast.program, group=cast.group, partner="Alice"
    )


@pytest.mark.parametrize(("language", "greeting"), [("en", "Hello Bob,"), ("it", "Ciao Bob,")])
def test_bob_can_read_a_mail_as_text_and_as_html_in_his_language(
    smtp: Server, cast: Cast, language: str, greeting: str
) -> None:
    cast.program.name = "Genitori è più «bello» 🌱"
    cast.program.save()
    told(cast, "pair_completed", language)
    dispatching.send_due()
    (mail,) = smtp.mails
    assert mail.get_content_type() == "multipart/alternative"
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    for part in (text, html):
        assert part.get_content_charset() == "utf-8"
        assert part["Content-Transfer-Encoding"] == "quoted-printable"
        assert greeting in part.get_content()
        assert f"http://localhost:8000/pairs/{cast.pair.id}" in part.get_content()
    page = Page(html.get_content())
    assert page.tags[0] == ("html", {"lang": language, "dir": "ltr"})
    assert not {"script", "style", "img", "link"} & {tag for tag, _ in page.tags}
    assert len(html.get_content().encode()) < 10_000


def test_no_line_of_a_mail_is_too_long_for_smtp(smtp: Server, cast: Cast) -> None:
    cast.pair.introduction = "parola " * 400 + "é" * 1500
    cast.pair.save()
    told(cast)
    dispatching.send_due()
    assert all(len(line) <= 78 for line in smtp.raw[0].split(b"\r\n\r\n", 1)[1].split(b"\r\n"))
    assert all(len(line) < 998 for line in smtp.raw[0].split(b"\r\n"))
    assert smtp.raw[0].isascii()
    assert "é" * 1500 in smtp.mails[0].get_body(("plain",)).get_content()  # type: ignore[union-attr] # it has one


def test_the_headers_say_what_kind_of_mail_it_is(smtp: Server, cast: Cast) -> None:
    told(cast)
    dispatching.send_due()
    (mail,) = smtp.mails
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Id"] == "<pairs.localhost>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["From"] == "Waymark <waymark@localhost>"
    assert mail["Message-ID"].endswith("@localhost>")
    assert not [name for name in ("Reply-To", "Precedence", "Bcc", "Cc") if name in mail]
    assert not mail.defects


def test_a_mail_program_can_unsubscribe_bob_as_rfc_8058_says(app: Flask, smtp: Server, cast: Cast) -> None:
    told(cast)
    dispatching.send_due()
    (mail,) = smtp.mails
    address = mail["List-Unsubscribe"].strip("<>")
    assert address in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr] # it has one
    outside = FlaskClient(app, app.response_class, use_cookies=False)
    answer = outside.post(address.removeprefix("http://localhost:8000"), data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    told(cast)
    dispatching.send_due()
    assert len(smtp.raw) == 1


def test_what_cannot_be_turned_off_offers_no_way_out(smtp: Server, cast: Cast) -> None:
    told(cast, "words_end")
    dispatching.send_due()
    (mail,) = smtp.mails
    assert mail["List-Unsubscribe"] is None
    assert "/unsubscribe/" not in smtp.raw[0].decode()


def test_a_digest_is_one_mail_with_all_that_is_new(smtp: Server, cast: Cast) -> None:
    notification_choices.choose(member=cast.bob, chosen={("pairs", "mail"): "daily", ("groups", "mail"): "daily"})
    told(cast)
    told(cast, "membership_approved")
    told(cast, "membership_approved")  # the same again is said once
    dispatching.send_due()
    assert not smtp.raw
    with clock.at(now() + timedelta(days=1)):
        assert digests.make_due() == 1
        dispatching.send_due()
        dispatching.send_due()
    (mail,) = smtp.mails
    assert mail["Subject"] == "2 things for you"
    assert mail["List-Id"] == "<digest.localhost>"
    text = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")  # type: ignore[union-attr] # it has one
    assert "• You have been introduced to Alice.\nhttp://localhost:8000/pairs/" in text
    assert text.count("You are now a member of Parents of the valley.") == 1


def test_a_file_goes_beside_both_forms(smtp: Server, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    file = Attachment("meeting.ics", "text/calendar; method=REQUEST; charset=utf-8", "BEGIN:VCALENDAR è\r\n".encode())
    monkeypatch.setitem(news.EXTRAS, "pair_completed", lambda _about: Extra(attachments=(file,)))
    told(cast, "pair_completed")
    dispatching.send_due()
    (mail,) = smtp.mails
    (found,) = mail.iter_attachments()
    assert mail.get_content_type() == "multipart/mixed"
    assert (found.get_content_type(), found.get_filename()) == ("text/calendar", "meeting.ics")
    assert found.get_payload(decode=True) == file.content
    assert mail.get_body(("html",)) is not None


def test_charlie_cannot_bring_markup_or_a_button_into_a_mail(app: Flask) -> None:
    with app.app_context():
        hostile = (
            '<img src=x onerror=alert(1)>\n\nhttp://localhost:8000.evil.example/\n\nhttps://evil.example/\n\n"><a href='
        )
        page = Page(stationery.as_html(f"Hello Bob,\n\n{hostile}\n"))
    assert not [tag for tag, _ in page.tags if tag in ("img", "a")]
