"""Adults only: whoever was refused cannot go back and try another date, for a day, on that browser."""

from datetime import date, timedelta
from typing import Any

from flask import current_app, make_response, render_template, request
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from db.clock import now
from webapp.domain import accounts

LASTS = timedelta(hours=24)
COOKIE = "waymark-later"


def was_refused() -> bool:
    """Whether this browser was refused within the last day."""
    try:
        _signer().loads(request.cookies.get(_cookie(), ""), max_age=int(LASTS.total_seconds()))
    except BadData:
        return False
    return True


def page() -> tuple[str, int]:
    """What a browser that was refused gets to see; no word of age."""
    return render_template("accounts/refused.html"), 403


def refusal_for(birth_date: date | None) -> Response | None:
    """The refusal for somebody born then, who is no adult; None for an adult."""
    if birth_date and accounts.is_adult(birth_date, now().date()):
        return None
    response = make_response(*page())
    options: Any = {"httponly": True, "samesite": "Lax", "secure": current_app.config["IS_HTTPS"]}
    response.set_cookie(_cookie(), _signer().dumps(1), max_age=int(LASTS.total_seconds()), **options)
    return response


def _cookie() -> str:
    """`__Host-`: no other site of the same domain can set or replace it."""
    return f"__Host-{COOKIE}" if current_app.config["IS_HTTPS"] else COOKIE


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="refused")
