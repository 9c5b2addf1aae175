"""That whoever is signed in was asked again who they are, a short while ago, and could answer.

Noted in the signed cookie, which a sign-in and a sign-out empty. `access.demand_confirmation` asks, and so do the forms
of `webapp/present_password.py`.
"""

from datetime import timedelta

from flask import session

from db.clock import now

LASTS = timedelta(minutes=15)
KEY = "confirmed"


def note() -> None:
    """They have just shown their password or a passkey."""
    session[KEY] = int(now().timestamp())


def is_fresh() -> bool:
    """Whether they have within the last 15 minutes."""
    return int(now().timestamp()) - int(session.get(KEY, 0)) <= LASTS.total_seconds()
