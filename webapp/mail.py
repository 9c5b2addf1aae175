"""Mails: a text template in the reader's language, handed to a job. Never a word of a pair's in one."""

import logging
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from flask import Flask, current_app, render_template
from flask_babel import force_locale
from flask_mail import Message

from db.models import Member
from webapp.extensions import mail

log = logging.getLogger("waymark")


def init_app(app: Flask) -> None:
    """Bind the SMTP client; a development mailbox is a folder of `.eml` files."""
    app.config.setdefault("MAILBOX", Path(app.config["VAR_DIR"]) / "mailbox")
    mail.init_app(app)


def is_configured() -> bool:
    """Whether mail reaches people, or at least the development mailbox."""
    return bool(current_app.config["MAIL_SERVER"]) or current_app.config["ENVIRONMENT"] != "production"


def address(path: str) -> str:
    """An absolute link, always on the configured host."""
    return f"{current_app.config['BASE_URL']}{path}"


def send(template: str, to: Member, *, about: Member | None = None, **context: Any) -> None:
    """Mail `mails/<template>.txt` to a member, in their language. Its first line is the subject. Call after commit.

    One that is `about` another member does not leave once a block stands between the two.
    """
    if to.is_gone:
        return
    _queue(to.email, _written(template, to.language, {**context, "recipient": to}), to, about)


def send_to(email: str, template: str, *, language: str, about: Member | None = None, **context: Any) -> None:
    """Mail a template to an address that may have no account. As `send`."""
    _queue(email, _written(template, language, context), None, about)


def _queue(email: str, letter: tuple[str, str], to: Member | None, about: Member | None) -> None:
    from webapp import jobs

    jobs.deliver_mail(email, *letter, about=about.id if about else None, to=to.id if to else None)


def send_now(template: str, to: Member, **context: Any) -> None:
    """Mail a template to a member at once, to see whether it works. Raises what the mail server objects (OSError)."""
    deliver(to.email, *_written(template, to.language, {**context, "recipient": to}))


def _written(template: str, language: str, context: dict[str, Any]) -> tuple[str, str]:
    """Subject and body."""
    with force_locale(language):
        context.setdefault("instance", current_app.config["INSTANCE_NAME"])
        subject, _, body = render_template(f"mails/{template}.txt", address=address, **context).partition("\n")
    return subject.strip(), body.strip() + "\n"


def deliver(email: str, subject: str, body: str) -> None:
    """Hand one mail to SMTP, or to the development mailbox. Called by the job."""
    message = Message(subject=subject, recipients=[email], body=body)
    if current_app.config["MAIL_SERVER"]:
        mail.send(message)
    elif current_app.config["ENVIRONMENT"] == "production":
        log.warning("a mail was not sent: MAIL_SERVER is not set")
    else:
        folder = Path(current_app.config["MAILBOX"])
        folder.mkdir(parents=True, exist_ok=True)
        letter = folder / f"{time.time_ns()}.eml"
        # A reader that lists the folder meanwhile must never see half a mail.
        letter.with_suffix(".part").write_bytes(message.as_bytes())
        letter.with_suffix(".part").rename(letter)


def mailbox() -> list[EmailMessage]:
    """The development mailbox, newest first."""
    files = sorted(Path(current_app.config["MAILBOX"]).glob("*.eml"), reverse=True)[:50]
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
