"""Between the password and the decision: somebody has signed in whose account rests before it is deleted.

They have no session; a signed cookie says for a few minutes that they have shown who they are.
"""

from datetime import datetime, timedelta

from flask import session

from db.clock import now
from db.models import Deletion, Member

KEY = "resting"
LASTS = timedelta(minutes=10)


def note(member: Member) -> None:
    """Remember who has just shown who they are."""
    session.clear()
    session[KEY] = [member.id, now().isoformat()]


def member_here() -> Member | None:
    """Whoever was noted not long ago, if their account still rests."""
    member_id, since = session.get(KEY, (0, ""))
    if not member_id or now() - datetime.fromisoformat(since) > LASTS:
        return None
    standing = Deletion.of(member_id)
    return standing.member if standing else None


def forget() -> None:
    """Forget them."""
    session.pop(KEY, None)
