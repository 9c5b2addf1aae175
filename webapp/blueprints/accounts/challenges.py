"""What a passkey is to sign, once: kept for this browser in its signed cookie until it is used or five minutes old."""

from flask import current_app, session

from db.clock import now
from webapp.domain.accounts import LIFETIMES
from webapp.domain.passkeys import Site, new_challenge

KEY = "challenge"


def make() -> bytes:
    """A new one, instead of any that this browser had."""
    made = new_challenge()
    session[KEY] = [made.hex(), int(now().timestamp())]
    return made


def take() -> bytes:
    """This browser's challenge, which is not there a second time; a fresh one, which nothing fits, if there is none."""
    value, since = session.pop(KEY, ("", 0))
    age = int(now().timestamp()) - since
    return bytes.fromhex(value) if value and age <= LIFETIMES["challenge"].total_seconds() else new_challenge()


def site() -> Site:
    """Whom passkeys are for."""
    return Site(current_app.config["BASE_URL"], current_app.config["INSTANCE_NAME"])
