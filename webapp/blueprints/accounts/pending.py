"""Somebody who has given the right password and has still to show a second factor. They have no session yet.

Noted in the signed cookie with a mark of that password: once it is changed, nobody is let on by the earlier one.
"""

from datetime import timedelta

from flask import session

from db.clock import now
from db.models import Member
from webapp.domain import accounts

LASTS = timedelta(minutes=10)
KEY = "pending"


def note(member: Member) -> None:
    """Their password was right."""
    session[KEY] = [member.id, accounts.mark_of(member), int(now().timestamp())]


def member() -> Member | None:
    """Who it is; None where nobody has given a password within the last ten minutes."""
    member_id, mark, since = session.get(KEY, (0, "", 0))
    if int(now().timestamp()) - since > LASTS.total_seconds():
        return None
    return accounts.marked(member_id, mark)
