"""What an address is mailed that has signed up, or whose password was forgotten: found out where nobody measures it.

The request lays in the same for every address. Whether there is an account is asked when the row is about to leave;
then the letter takes the row's place, in the transaction that makes its link, so that a copy of it has the same link.
"""

from collections.abc import Callable
from typing import Any

from db.database import connected, writing
from db.models import Dispatch, Member
from webapp import afterwards, mail
from webapp.domain import accounts, outbox
from webapp.stationery import Sheet


def ask(what: str, email: str) -> None:
    """Let an address be answered: `sign_up` or `password_reset`."""
    with connected():
        outbox.post({"asked": what, "to": email})
    afterwards.send()


def answer(dispatch: Dispatch, content: dict[str, Any]) -> dict[str, Any] | None:
    """The letter that takes the place of a claimed row that asks for one; None if nobody is to be answered."""
    member = Member.with_email(content["to"])
    if member is None or not accounts.can_sign_in(member):
        return None
    with writing():
        if not outbox.renew(dispatch):  # whoever has it by now has made the link that counts
            return None
        letter = {"to": member.email, **ANSWERS[content["asked"]](member)._asdict()}
        outbox.rewrite(dispatch, letter, to=member)
    return letter


def _sign_up(member: Member) -> Sheet:
    if member.has_verified_email:
        return _written("already_here", member)
    return _written("verify", member, link=f"/verification/{accounts.make_link(member, 'verify')}")


def _password_reset(member: Member) -> Sheet:
    if not member.has_verified_email:
        return _written("unconfirmed", member)
    return _written("reset", member, link=f"/password-resets/{accounts.make_link(member, 'reset')}")


def _written(template: str, member: Member, **context: str) -> Sheet:
    return mail.written(template, member.language, recipient=member, **context)


ANSWERS: dict[str, Callable[[Member], Sheet]] = {"sign_up": _sign_up, "password_reset": _password_reset}
