"""A notification in words, as a page, a mail or a push has them. One sentence for all three; never a pair's words.

A kind that wants more than its sentence and its link (a mail of its own, buttons, a file) registers an `Extra`.
Everything here needs an app context and no request.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app
from flask_babel import force_locale
from peewee import DoesNotExist

from db.models import Dispatch, Member, Notification
from webapp import stationery, topic_words
from webapp.domain import digests
from webapp.domain.notification_choices import DIGEST
from webapp.letter import Attachment, Letter
from webapp.paths import path
from webapp.sentences import SENTENCES, UNKNOWN
from webapp.stationery import Sheet
from webapp.unsubscribing import way_out

log = logging.getLogger("waymark")

# What an old row raises that lacks a name which its words have since come to want.
LACKING = (LookupError, TypeError, ValueError, AttributeError, DoesNotExist)
MOST_LINES = 30  # of a digest; the rest is on the page


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
    """What happened, as plain text in the reader's language; one that cannot be said any more breaks no page."""
    try:
        words = SENTENCES.get(notification.kind, UNKNOWN).words
        said = str(words(notification)) if callable(words) else str(words) % notification.names
    except LACKING as error:
        _note_lack(notification.kind, type(error).__name__)
        said = ""
    return said or str(UNKNOWN.words)


def link(notification: Notification) -> str:
    """The path that it leads to; "" if there is nothing to open."""
    try:
        return SENTENCES.get(notification.kind, UNKNOWN).leads(notification)
    except LACKING as error:
        _note_lack(notification.kind, type(error).__name__)
        return ""


def letter(dispatch: Dispatch) -> Letter | None:
    """The mail that a row of the outbox becomes, in its member's language; None if there is nothing left to say."""
    member = dispatch.member
    if member is None or (dispatch.notification_id is None and dispatch.topic != DIGEST):
        return None
    with force_locale(member.language):
        if dispatch.topic == DIGEST:
            return _digest(dispatch, member)
        extra = _extra(dispatch.notification)
        sheet = _written(dispatch.notification, member, extra, foot=_foot(dispatch))
        return _letter(dispatch, sheet, extra.attachments)


def push_of(dispatch: Dispatch) -> dict[str, Any]:
    """What a push shows, in its member's language; two of the same tag replace one another on the screen."""
    notification = dispatch.notification
    with force_locale(dispatch.member.language):
        return {
            "title": current_app.config["INSTANCE_NAME"],
            "body": sentence(notification),
            "url": path("notifications.show", notification_id=notification.id),  # which marks it as read
            "tag": f"{notification.kind}-{notification.pair_id or notification.id}",
            "actions": [{"title": label, "url": to} for label, to in _extra(notification).buttons[:2]],
        }


@cache
def _note_lack(kind: str, fault: str) -> None:
    """Once for each kind in a process, and without the names."""
    log.warning("a notification of the kind %s cannot be put into words: %s", kind, fault)


def _extra(notification: Notification) -> Extra:
    return EXTRAS[notification.kind](notification) if notification.kind in EXTRAS else Extra()


def _written(notification: Notification, member: Member, extra: Extra, *, foot: str) -> Sheet:
    context = {
        "recipient": member,
        "link": link(notification),
        "sentence": sentence(notification),
        "buttons": extra.buttons,
        **extra.context,
    }
    return stationery.written(extra.template or "notification", foot=foot, **context)


def _digest(dispatch: Dispatch, member: Member) -> Letter | None:
    lines = list(dict.fromkeys((sentence(each), link(each)) for each in digests.lines_of(dispatch)))
    if not lines:
        return None
    shown, more = lines[:MOST_LINES], len(lines) - MOST_LINES
    sheet = stationery.written(
        "digest", foot=_foot(dispatch), recipient=member, lines=shown, count=len(lines), more=max(more, 0)
    )
    return _letter(dispatch, sheet)


def _letter(dispatch: Dispatch, sheet: Sheet, attachments: tuple[Attachment, ...] = ()) -> Letter:
    headers = _headers(dispatch) if dispatch.topic else {}
    return Letter(dispatch.member.email, sheet.subject, sheet.text, sheet.html, headers, attachments, dispatch.uid)


def _headers(dispatch: Dispatch) -> dict[str, str]:
    """What lets a mail program offer the way out (RFC 2369, 8058), and sort the mails of a topic (RFC 2919)."""
    host = urlsplit(current_app.config["BASE_URL"]).hostname
    return {
        "List-Id": f"<{dispatch.topic}.{host}>",
        "List-Unsubscribe": f"<{stationery.address(way_out(dispatch.member_id, dispatch.topic))}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _foot(dispatch: Dispatch) -> str:
    """Why a mail came and how it comes no more; "" under what cannot be turned off."""
    if not dispatch.topic:
        return ""
    return stationery.rendered(
        "foot",
        topic=topic_words.name_of(dispatch.topic),
        off=way_out(dispatch.member_id, dispatch.topic),
        choices=path("notifications.edit"),
    )
