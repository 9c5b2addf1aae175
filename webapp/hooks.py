"""Around every request: the member, the language, the zone, the connection given back."""

from contextlib import suppress
from typing import Any

from flask import Flask, g, has_request_context, request, session
from flask_babel import get_locale
from flask_login import current_user
from peewee import OperationalError

from db.database import database
from db.models import Member, Notification
from webapp import access
from webapp.domain import accounts
from webapp.extensions import babel, login

LANGUAGES = {"en": "English", "it": "Italiano"}
RIGHT_TO_LEFT = {"ar", "fa", "he", "ur"}


def init_app(app: Flask) -> None:
    """Register what runs around every request."""
    login.init_app(app)
    login.session_protection = None  # the session row is the protection; addresses change on a phone
    login.user_loader(_member_of_token)
    babel.init_app(app, locale_selector=language, timezone_selector=time_zone)
    app.before_request(access.demand_member)
    app.teardown_request(_give_back_connection)
    app.context_processor(_for_templates)


def language() -> str:
    """The member's language, else the best that the browser asks for, else English."""
    if current_user and current_user.is_authenticated:
        return str(current_user.language)
    asked = request.accept_languages.best_match(list(LANGUAGES)) if has_request_context() else None  # none in a job
    return asked or "en"


def time_zone() -> str | None:
    """The member's time zone."""
    return str(current_user.time_zone) if current_user and current_user.is_authenticated else None


def _member_of_token(token: str) -> Member | None:
    found = accounts.session_of(token)
    if found is None:
        session.clear()
        return None
    with suppress(OperationalError):  # a full or busy database can still be read
        found.touch()
    g.session = found
    member: Member = found.member
    return member


def _give_back_connection(error: BaseException | None) -> None:
    if not database.is_closed():
        database.close()


def _for_templates() -> dict[str, Any]:
    locale = str(get_locale() or "en")
    return {
        "lang": locale.split("_")[0],
        "dir": "rtl" if locale.split("_")[0] in RIGHT_TO_LEFT else "ltr",
        "languages": LANGUAGES,
        "unread_news": _unread_news,
    }


def _unread_news() -> int:
    return Notification.unread_count(current_user.id) if current_user.is_authenticated else 0
