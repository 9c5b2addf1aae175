"""Rows that tests lay into the outbox, and what became of them."""

from datetime import timedelta
from typing import Any

from db import clock
from db.clock import now
from db.models import Dispatch, Member
from tests.mailservers import MailServer
from tests.people import Cast
from webapp.domain import notifications, outbox

KIND = "pair_completed"


def tell(member: Member, cast: Cast, **given: Any) -> Dispatch:
    """Lay in a notification of the pair's, as a verb does."""
    other = cast.bob if member.id == cast.alice.id else cast.alice
    left = notifications.notify(
        member=member, kind=KIND, pair=cast.pair, about=other.id, partner=other.first_name, **given
    )
    return Dispatch.get(Dispatch.notification == left)


def letter_to(member: Member, text: str = "Words") -> Dispatch:
    """Lay in a letter of its own."""
    return outbox.post({"to": member.email, "subject": "Hello", "text": text}, to=member)


def later(minutes: int) -> Any:
    """Inside, it is so many minutes later."""
    return clock.at(now() + timedelta(minutes=minutes))


def again(dispatch: Dispatch) -> Dispatch:
    """The row as it is now."""
    return Dispatch.get_by_id(dispatch.id)


def recipients(smtp: MailServer) -> list[str]:
    """To whom mails have come."""
    return [message["to"] for message in smtp.messages]
