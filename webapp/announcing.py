"""How an announcement leaves: a mail with its text, and only while it still goes to somebody."""

from flask import Flask

from db.models import Announcement, Notification
from webapp import news
from webapp.domain import announcements, outbox
from webapp.news import Extra
from webapp.plain_text import plain

KIND = "announcement"


def init_app(_app: Flask) -> None:
    """Let the outbox and the mails know of it."""
    news.EXTRAS[KIND] = _mail
    outbox.STILL_TRUE[KIND] = lambda about: _announced(about) is not None


def _mail(about: Notification) -> Extra:
    announced = _announced(about)
    if announced is None:
        return Extra()
    context = {"announcement": announced, "text": plain(announced.body), "program": announced.program}
    return Extra(template="announcement", context=context)


def _announced(about: Notification) -> Announcement | None:
    """The announcement, for whoever may still read it."""
    return announcements.read_by(about.member, int(about.names["announcement"]))
