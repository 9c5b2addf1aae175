"""A notification in words, as a page, a mail or a push has them. One sentence for all three; never a pair's words.

A kind that wants more than its sentence and its link (a mail of its own, buttons, a file) registers an `Extra`.
Everything here needs an app context and no request.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, current_app, render_template
from flask_babel import force_locale

from db.models import Dispatch, Member, Notification
from webapp.letter import Attachment, Letter
from webapp.paths import path
from webapp.sentences import SENTENCES, UNKNOWN


@dataclass(frozen=True)
class Extra:
    """What a kind has beside its sentence.

    `template` is a mail of its own, `mails/<template>.txt`, whose first line is the subject; it is given `context`.
    `buttons` are links (label, path) under the text of the mail, and the first two of them on the push.
    """

    template: str | None = None
    context: Mapping[str, Any] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    buttons: tuple[tuple[str, str], ...] = ()


EXTRAS: dict[str, Callable[[Notification], Extra]] = {}  # by kind; called in the member's language


def init_app(app: Flask) -> None:
    """Let pages say it: `{{ notification|sentence }}`, `{{ notification|news_link }}`."""
    app.jinja_env.filters.update(sentence=sentence, news_link=link)


def sentence(notification: Notification) -> str:
    """What happened, as plain text in the reader's language."""
    words = SENTENCES.get(notification.kind, UNKNOWN).words
    return str(words(notification)) if callable(words) else str(words) % notification.names


def link(notification: Notification) -> str:
    """The path that it leads to; "" if there is nothing to open."""
    return SENTENCES.get(notification.kind, UNKNOWN).leads(notification)


def letter(dispatch: Dispatch) -> Letter | None:
    """The mail that a row of the outbox becomes, in its member's language; None if there is nothing left to say."""
    notification, member = dispatch.notification, dispatch.member
    if notification is None or member is None:
        return None
    with force_locale(member.language):
        extra = _extra(notification)
        subject, text = _written(notification, member, extra)
    return Letter(to=member.email, subject=subject, text=text, attachments=extra.attachments, uid=dispatch.uid)


def push_of(dispatch: Dispatch) -> dict[str, Any]:
    """What a push shows, in its member's language; two of the same tag replace one another on the screen."""
    notification = dispatch.notification
    with force_locale(dispatch.member.language):
        return {
            "title": current_app.config["INSTANCE_NAME"],
            "body": sentence(notification),
            "url": link(notification) or "/",
            "tag": f"{notification.kind}-{notification.pair_id or notification.id}",
            "actions": [{"title": label, "url": to} for label, to in _extra(notification).buttons[:2]],
        }


def _extra(notification: Notification) -> Extra:
    return EXTRAS[notification.kind](notification) if notification.kind in EXTRAS else Extra()


def _written(notification: Notification, member: Member, extra: Extra) -> tuple[str, str]:
    """Subject and text."""
    context = {
        "recipient": member,
        "instance": current_app.config["INSTANCE_NAME"],
        "address": _address,
        "url_for": path,
        "link": link(notification),
        "sentence": sentence(notification),
        "buttons": extra.buttons,
        **extra.context,
    }
    subject, _, text = render_template(f"mails/{extra.template or 'notification'}.txt", **context).partition("\n")
    return subject.strip(), text.strip() + "\n"


def _address(to: str) -> str:
    return f"{current_app.config['BASE_URL']}{to}"
