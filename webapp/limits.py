"""How often. Each limit has a name, so that a route says what it is limited by and a reader finds the figure here."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from math import ceil
from typing import Any, NamedTuple

from flask import current_app, request, session
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_limiter.util import get_remote_address
from flask_login import current_user
from limits import RateLimitItem, parse
from redis import RedisError
from werkzeug.exceptions import TooManyRequests

from db.clock import now
from webapp.extensions import limiter
from webapp.filters import clock, day, dom_day, today


def _account() -> str:
    return "account:" + request.form.get("email", "").strip().lower()[:254]


def _member() -> str:
    return f"member:{current_user.id}" if current_user.is_authenticated else get_remote_address()


def _waiting() -> str:
    """Whoever has given a right password and has a second factor still to show."""
    pending = session.get("pending")
    return f"waiting:{pending[0]}" if pending else get_remote_address()


def _unsafe_only() -> bool:
    return request.method in ("GET", "HEAD")


def _limit(figure: str, scope: str, key: Any) -> Any:
    return limiter.shared_limit(figure, scope=scope, key_func=key, exempt_when=_unsafe_only)


login_per_account = _limit("10 per 10 minutes", "login-account", _account)
login_per_origin = _limit("50 per 10 minutes", "login-origin", get_remote_address)
factor_codes_per_account = _limit("5 per minute; 10 per 10 minutes", "factor", _waiting)
passkeys_per_origin = _limit("60 per 10 minutes", "passkey", get_remote_address)
passwords_per_member = _limit("10 per 10 minutes", "password", _member)
email_changes_per_member = _limit("10 per hour", "email-change", _member)
test_mails_per_host = _limit("10 per hour", "test-mail", _member)
retries_per_host = _limit("30 per hour", "retries", _member)
resets_per_origin = _limit("20 per hour", "reset-origin", get_remote_address)
reset_per_account = _limit("3 per hour", "reset-account", _account)
signups_per_origin = _limit("10 per hour", "signup", get_remote_address)
memberships_per_member = _limit("30 per hour", "memberships", _member)
asks_per_member = _limit("6 per day", "asks", _member)  # each mails a mentor
push_subscriptions_per_member = _limit("30 per hour", "push-subscriptions", _member)
decision_links_per_origin = _limit("20 per hour", "decision-link", get_remote_address)
taps_per_origin = _limit("60 per 10 minutes", "taps", get_remote_address)
unsubscriptions_per_origin = _limit(
    "600 per hour", "unsubscriptions", get_remote_address
)  # of a mail program's servers
meetings_per_member = _limit("40 per day", "meetings", _member)  # each tells a partner
reports_per_member = _limit("20 per day", "reports", _member)
announcements_per_admin = _limit("10 per day", "announcements", _member)  # each mails many
words_per_admin = _limit("60 per hour", "coordinator-words", _member)  # each mails a pair
exports_per_member = _limit("5 per hour", "exports", _member)
CSV_BYTES, CSV_ROWS = 5_000_000, 10_000  # of one file, whichever way it goes
REACTIONS = parse("60 per minute")
SEARCHES = parse("30 per minute")
INVITATIONS = parse("50 per day")


# Only what is no address counts: many calendars come from the same few machines of their makers.
feed_guesses_per_origin = limiter.shared_limit(
    "300 per hour", scope="feed", key_func=get_remote_address, deduct_when=lambda response: response.status_code == 404
)


class Refusal(NamedTuple):
    """That something is more than is left: how much is, and when it starts anew."""

    left: int
    until: datetime

    @property
    def seconds(self) -> int:
        """How many whole seconds are left of the window, one at least: what `Retry-After` says."""
        return max(1, ceil((self.until - now()).total_seconds()))

    @property
    def words(self) -> str:
        """What whoever is refused reads: that it was much, and when they can go on."""
        return _("That was a lot at once.") + " " + when(self.until)


class TooMuch(TooManyRequests):
    """What a view raises to answer with a refusal's page, or fragment."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__()
        self.refusal = refusal


def when(until: datetime) -> str:
    """When somebody may try again: in seconds or minutes if that is soon, else at an hour of the reader's."""
    seconds = max(1, ceil((until - now()).total_seconds()))
    if seconds <= 90:
        return ngettext("Try again in %(num)d second.", "Try again in %(num)d seconds.", seconds)
    minutes = ceil(seconds / 60)
    if minutes <= 60:
        return ngettext("Try again in %(num)d minute.", "Try again in %(num)d minutes.", minutes)
    whole = until + timedelta(seconds=59)  # the minute that is shown must not be too early
    if dom_day(whole) == today().isoformat():
        return _("Try again at %(time)s.", time=clock(whole))
    return _("Try again on %(day)s at %(time)s.", day=day(whole), time=clock(whole))


def exceeded() -> Refusal:
    """The refusal that the present request met with at one of the limits that stand above its view."""
    met = limiter.current_limit
    return Refusal(0, _end_of(met.limit, met.window.reset_time) if met else now() + timedelta(minutes=1))


def messages_per_member(member_id: int) -> Refusal | None:
    """Count one more message of a member, through whichever door; a refusal where it is one too many."""
    return _unless_redis_is_gone(_a_minute(current_app.config["MESSAGES_A_MINUTE"]), "messages", member_id)


def reactions_per_member(member_id: int) -> Refusal | None:
    """Count one more reaction that a member chooses or takes back; a refusal where it is one too many."""
    return _unless_redis_is_gone(REACTIONS, "reactions", member_id)


def searches_per_member(member_id: int) -> Refusal | None:
    """Count one more search of a member through their words; a refusal where it is one too many."""
    return _unless_redis_is_gone(SEARCHES, "searches", member_id)


def invitations_per_admin(member_id: int, addresses: int) -> Refusal | None:
    """Count each address that an admin invites; where they are more than is left of the day none is counted."""
    # A hit counts even where it says no, so ask first; of two at once the second's hit still says no.
    if not limiter.limiter.test(INVITATIONS, "invitations", str(member_id), cost=addresses):
        return _refusal(INVITATIONS, "invitations", member_id)
    return _hit(INVITATIONS, "invitations", member_id, cost=addresses)


def _unless_redis_is_gone(most: RateLimitItem, what: str, member_id: int) -> Refusal | None:
    with suppress(RedisError):
        return _hit(most, what, member_id)
    return None  # the chat goes on


def _hit(most: RateLimitItem, what: str, member_id: int, cost: int = 1) -> Refusal | None:
    if limiter.limiter.hit(most, what, str(member_id), cost=cost):
        return None
    return _refusal(most, what, member_id)


def _refusal(most: RateLimitItem, what: str, member_id: int) -> Refusal:
    window = limiter.limiter.get_window_stats(most, what, str(member_id))
    return Refusal(max(window.remaining, 0), _end_of(most, window.reset_time))


def _end_of(most: RateLimitItem, reset_at: float) -> datetime:
    """When a window ends. Redis counts a begun second as a whole one; none is longer than the limit says."""
    return min(datetime.fromtimestamp(reset_at, UTC), now() + timedelta(seconds=most.get_expiry()))


@cache
def _a_minute(most: int) -> Any:
    return parse(f"{most} per minute")
