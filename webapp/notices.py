"""Mails that tell somebody that the way they sign in has changed: when, and what to do if it was not them.

No password, code or link that opens anything is in one. Call after the commit.
"""

from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from flask_babel import force_locale

from db.clock import now
from db.models import Member
from webapp import mail, time_zones

KINDS = (
    "password_changed",
    "email_changed",
    "factor_added",
    "factor_removed",
    "factors_reset",
    "recovery_renewed",
    "recovery_used",
)


def send(kind: str, to: Member, /, *, address: str | None = None, **context: str | int) -> None:
    """Mail one of KINDS to a member, or to another address of theirs, such as the one that they had until now."""
    said: dict[str, Any] = {**context, "when": _when(to)}
    mail.send_to(address or to.email, kind, language=to.language, recipient=to, **said)


def _when(member: Member) -> str:
    """Now, by the clock of the member's own zone."""
    with force_locale(member.language):
        moment = format_datetime(now(), "d MMMM y, HH:mm", tzinfo=ZoneInfo(member.time_zone), locale=member.language)
        return f"{moment} ({time_zones.city(member.time_zone)})"
