"""How often. Each limit has a name, so that a route says what it is limited by and a reader finds the figure here."""

from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

from flask import current_app, request
from flask_limiter.util import get_remote_address
from flask_login import current_user
from limits import RateLimitItem, parse
from redis import RedisError

from webapp.extensions import limiter


def _account() -> str:
    return "account:" + request.form.get("email", "").strip().lower()[:254]


def _member() -> str:
    return f"member:{current_user.id}" if current_user.is_authenticated else get_remote_address()


def _unsafe_only() -> bool:
    return request.method in ("GET", "HEAD")


def _limit(figure: str, scope: str, key: Any) -> Any:
    return limiter.shared_limit(figure, scope=scope, key_func=key, exempt_when=_unsafe_only)


login_per_account = _limit("10 per 10 minutes", "login-account", _account)
login_per_origin = _limit("50 per 10 minutes", "login-origin", get_remote_address)
passwords_per_member = _limit("10 per 10 minutes", "password", _member)
email_changes_per_member = _limit("10 per hour", "email-change", _member)
test_mails_per_host = _limit("10 per hour", "test-mail", _member)
resets_per_origin = _limit("20 per hour", "reset-origin", get_remote_address)
reset_per_account = _limit("3 per hour", "reset-account", _account)
signups_per_origin = _limit("10 per hour", "signup", get_remote_address)
memberships_per_member = _limit("30 per hour", "memberships", _member)
asks_per_member = _limit("6 per day", "asks", _member)  # each mails a mentor
reports_per_member = _limit("20 per day", "reports", _member)
exports_per_member = _limit("5 per hour", "exports", _member)
REACTIONS = parse("60 per minute")
SEARCHES = parse("30 per minute")
INVITATIONS = parse("50 per day")


def may_post(member_id: int) -> bool:
    """Whether a member may post one more message now, through whichever door; counts it."""
    return _may(_a_minute(current_app.config["MESSAGES_A_MINUTE"]), "messages", member_id)


def may_react(member_id: int) -> bool:
    """Whether a member may choose one more reaction now, or take one back; counts it."""
    return _may(REACTIONS, "reactions", member_id)


def may_search(member_id: int) -> bool:
    """Whether a member may look through their words once more now; counts it."""
    return _may(SEARCHES, "searches", member_id)


def _may(most: RateLimitItem, what: str, member_id: int) -> bool:
    with suppress(RedisError):
        return bool(limiter.limiter.hit(most, what, str(member_id)))
    return True  # the chat goes on while Redis is gone


@cache
def _a_minute(most: int) -> Any:
    return parse(f"{most} per minute")


class Refusal(NamedTuple):
    """That something is more than is left: how much is, and when it starts anew."""

    left: int
    until: datetime


def invitations_per_admin(member_id: int, addresses: int) -> Refusal | None:
    """Count each address that an admin invites; where they are more than is left of the day none is counted."""
    key = ("invitations", str(member_id))
    # A hit counts even where it says no, so ask first; of two at once the second's hit still says no.
    if limiter.limiter.test(INVITATIONS, *key, cost=addresses) and limiter.limiter.hit(
        INVITATIONS, *key, cost=addresses
    ):
        return None
    window = limiter.limiter.get_window_stats(INVITATIONS, *key)
    return Refusal(max(window.remaining, 0), datetime.fromtimestamp(window.reset_time, UTC))
