"""Mails: a text template in the reader's language, laid into the outbox. Never a word of a pair's in one."""

import logging
import secrets
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from flask_babel import force_locale

from db.database import connected
from db.models import Member
from webapp import afterwards, stationery
from webapp.domain import outbox
from webapp.extensions import mail
from webapp.letter import Letter
from webapp.smtp import Line
from webapp.stationery import Sheet

log = logging.getLogger("waymark")


def init_app(app: Flask) -> None:
    """Bind the SMTP client; a development mailbox is a folder of `.eml` files."""
    app.config.setdefault("MAILBOX", Path(app.config["VAR_DIR"]) / "mailbox")
    mail.init_app(app)


def is_configured() -> bool:
    """Whether mail reaches people, or at least the development mailbox."""
    return bool(current_app.config["MAIL_SERVER"]) or current_app.config["ENVIRONMENT"] != "production"


address = stationery.address


def send(template: str, to: Member, *, about: Member | None = None, **context: Any) -> None:
    """Mail `mails/<template>.txt` to a member, in their language. Its first line is the subject. Call after commit.

    One that is `about` another member does not leave once a block stands between the two.
    """
    if to.is_gone:
        return
    _post(to.email, written(template, to.language, recipient=to, **context), to, about)


def send_to(email: str, template: str, *, language: str, about: Member | None = None, **context: Any) -> None:
    """Mail a template to an address that may have no account. As `send`."""
    _post(email, written(template, language, **context), None, about)


def _post(email: str, sheet: Sheet, to: Member | None, about: Member | None) -> None:
    with connected():
        outbox.post({"to": email, **sheet._asdict()}, to=to, about=about)
    afterwards.send()


def send_now(template: str, to: Member, **context: Any) -> None:
    """Mail a template to a member at once, to see whether it works. Raises what the mail server objects (OSError)."""
    sheet = written(template, to.language, recipient=to, **context)
    deliver(Letter(to.email, *sheet, uid=secrets.token_hex(16)))


def written(template: str, language: str, **context: Any) -> Sheet:
    """A mail from its template, in a language."""
    with force_locale(language):
        return stationery.written(template, **context)


def deliver(letter: Letter, line: Line | None = None) -> None:
    """Hand one letter to the mail server, or to the development mailbox. Raises Refused, OSError.

    `line` is one that is kept open for more letters.
    """
    if not current_app.config["MAIL_SERVER"]:
        _keep(letter)
    elif line is not None:
        line.post(letter)
    else:
        with Line() as own:
            own.post(letter)


def _keep(letter: Letter) -> None:
    if current_app.config["ENVIRONMENT"] == "production":
        log.warning("a mail was not sent: MAIL_SERVER is not set")
        return
    folder = Path(current_app.config["MAILBOX"])
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{time.time_ns()}.eml"
    # A reader that lists the folder meanwhile must never see half a mail.
    file.with_suffix(".part").write_bytes(letter.as_bytes())
    file.with_suffix(".part").rename(file)


def mailbox() -> list[EmailMessage]:
    """The development mailbox, newest first."""
    files = sorted(Path(current_app.config["MAILBOX"]).glob("*.eml"), reverse=True)[:50]
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
