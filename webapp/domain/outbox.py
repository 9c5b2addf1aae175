"""What is to leave by mail or push: written in the transaction that is its cause, sent afterwards, once."""

import secrets
from datetime import datetime

from db.clock import now
from db.models import Dispatch, Notification
from webapp.domain import notification_choices

MEDIA = ("mail", "push")


def tell(
    notification: Notification, topic: str, *, about: int | None, key: str | None, due_at: datetime | None
) -> None:
    """Let a notification leave by the media that its member chose for the topic.

    `about` is the id of another member whom it is about: a block between the two withdraws it. `key` names what there
    may be one of. Called inside the transaction that is its cause.
    """
    chosen = notification_choices.of(notification.member_id, topic)
    for medium in MEDIA:
        if chosen[medium] != "off":
            is_now = chosen[medium] == "now"
            Dispatch.create(
                uid=secrets.token_hex(16),
                key=f"{key}|{medium}" if key else None,
                medium=medium,
                topic=topic,
                member=notification.member_id,
                about=about,
                notification=notification,
                state="waiting" if is_now else "held",
                held_for="" if is_now else chosen[medium],
                due_at=due_at or now(),
            )
