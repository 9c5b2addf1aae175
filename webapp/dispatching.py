"""Sending what the outbox holds: each row is claimed, looked at once more, sent, and marked.

Between a server's 250 and our mark a killed process can make a mail leave twice; the second bears the same Message-ID.
No connection to the database is held while somebody else's server is talked with.
"""

import logging
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime

from cryptography.exceptions import InvalidTag

from db import clock
from db.database import connected
from db.models import Dispatch
from webapp import answers, mail, news, push
from webapp.domain import bounces, outbox
from webapp.letter import Letter
from webapp.smtp import Line, Refused

log = logging.getLogger("waymark")


def send_due(at: datetime | None = None) -> int:
    """Send what is due; returns how many have left. In as many processes at once as one likes."""
    with clock.at(at) if at else nullcontext(), Line() as line:
        return sum(_send_all(medium, line) for medium in outbox.MEDIA)


def _send_all(medium: str, line: Line) -> int:
    """Send what is due by one medium: where the mail server is away, pushes leave."""
    sent = 0
    while batch := _claimed(medium):
        for n, dispatch in enumerate(batch):
            try:
                sent += _send(dispatch, line)
            except OSError as error:  # there is no talking with the server: the others would fare the same
                _put_off(dispatch, error, batch[n + 1 :])
                return sent
            except Exception as error:  # whatever is wrong with one of them, the others leave
                log.exception("a %s could not be made", medium)
                _put_off(dispatch, error, [])
    return sent


def _claimed(medium: str) -> list[Dispatch]:
    with connected():
        return outbox.claim(medium)


def _put_off(dispatch: Dispatch, error: Exception, others: list[Dispatch]) -> None:
    log.warning("a %s could not be delivered: %s", dispatch.medium, type(error).__name__)
    with connected():
        outbox.put_off(dispatch, type(error).__name__)
        outbox.release(others)


def _send(dispatch: Dispatch, line: Line) -> bool:
    """Send one claimed row; whether it has left. Raises OSError where there is no talking with the mail server."""
    if dispatch.medium == "push":
        return _send_push(dispatch)
    with connected():
        letter = _letter(dispatch)
    if letter is None:
        return False
    try:
        mail.deliver(letter, line)
    except Refused as refusal:
        _note_refusal(dispatch, refusal)
        return False
    with connected():
        return outbox.mark_sent(dispatch)


def _send_push(dispatch: Dispatch) -> bool:
    with connected():
        if not (outbox.renew(dispatch) and _may_leave(dispatch, "")):
            return False
    try:
        push.deliver(dispatch)
    except push.NotNow as pause:
        with connected():
            put_off = outbox.put_off if pause.was_asked else outbox.wait
            put_off(dispatch, str(pause), until=pause.at)
        return False
    with connected():
        return outbox.mark_sent(dispatch)


def _letter(dispatch: Dispatch) -> Letter | None:
    """What a claimed row says, if it may leave."""
    if not outbox.renew(dispatch):
        return None
    if not mail.is_configured():
        outbox.withdraw(dispatch, "no mail server")
        return None
    try:
        letter = _own(dispatch) if dispatch.letter is not None else _news(dispatch)
    except InvalidTag:
        outbox.give_up(dispatch, "sealed with a key that is not here")
        return None
    return replace(letter, uid=dispatch.uid) if letter else None


def _news(dispatch: Dispatch) -> Letter | None:
    """A notification, or a digest, in words; they may fail where what it tells of is gone, so that is asked first."""
    if not _may_leave(dispatch, dispatch.member.email):
        return None
    letter = news.letter(dispatch)
    if letter is None:
        outbox.withdraw(dispatch, "nothing to say")
    return letter


def _own(dispatch: Dispatch) -> Letter | None:
    """A letter of its own; an answer to an address that nobody has here is withdrawn."""
    content = outbox.opened(dispatch)
    said = answers.answer(dispatch, content) if "asked" in content else content
    if said is None:
        outbox.withdraw(dispatch, "nothing to say")
    return Letter(**said) if said and _may_leave(dispatch, said["to"]) else None


def _may_leave(dispatch: Dispatch, address: str) -> bool:
    reason = outbox.reason_to_stay(dispatch, address)
    if reason:
        outbox.withdraw(dispatch, reason)
    return not reason


def _note_refusal(dispatch: Dispatch, refusal: Refused) -> None:
    log.warning("the mail server refused a mail: %s", refusal)
    with connected():
        if refusal.is_passing:
            outbox.put_off(dispatch, str(refusal))
            return
        outbox.give_up(dispatch, str(refusal))
        if refusal.is_bounce and dispatch.member_id:
            bounces.note(dispatch.member_id, refusal.status, refusal.is_permanent)
