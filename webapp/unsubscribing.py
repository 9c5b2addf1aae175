"""The link by which a topic's mails are turned off from outside any session (RFC 8058).

It is signed, names a member and a topic, and does not expire: a mail is opened years later. Whoever has the mail can
turn that topic's mails off or on, and nothing else.
"""

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from webapp.domain.notification_choices import DIGEST, TOPICS
from webapp.paths import path


def way_out(member_id: int, topic: str) -> str:
    """The path of the link for a member and a topic."""
    return path("unsubscriptions.show", token=token_for(member_id, topic))


def token_for(member_id: int, topic: str) -> str:
    """What the link says of whom and what."""
    return str(_signer().dumps([member_id, topic]))


def read(token: str) -> tuple[int, str] | None:
    """The member's id and the topic of a link; None if it is not one of ours."""
    try:
        member_id, topic = _signer().loads(token)
    except (BadData, TypeError, ValueError):
        return None
    return (member_id, topic) if isinstance(member_id, int) and topic in (*TOPICS, DIGEST) else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="unsubscribe")
