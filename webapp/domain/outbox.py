"""What is to leave by mail or push: written in the transaction that is its cause, sent afterwards, once.

Whoever sends a row claims it first, for LEASE. Nobody else touches it meanwhile; what a killed process had claimed is
due again when that is over, and leaves under the same `uid`.
"""

import json
import secrets
import threading
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from db.clock import now
from db.database import alone, writing
from db.models import Block, Bounce, Dispatch, Member, Notification, PushSubscription
from webapp.domain import notification_choices, vault

MEDIA = ("mail", "push")
BATCH = 20  # rows that are claimed at a time
SWEPT = 500  # rows of one transaction
LEASE = timedelta(minutes=2)  # longer than one conversation with a mail server that answers at the last moment
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
NO_TIME = timedelta(0)
MOST_TRIES = 30  # which is a day
# How long a row stays that is over. One with a key longer: while it is there nothing is told twice.
KEPT, KEPT_WITH_KEY = timedelta(days=7), timedelta(days=90)

# Kinds that are not worth a mail once they were read in the app.
UNLESS_READ: set[str] = set()
# By kind: how long a mail waits in which it may turn out to be needless; a push does not.
MAIL_WAITS: dict[str, timedelta] = {}
# By kind: whether a notification is still true; asked just before it leaves.
STILL_TRUE: dict[str, Callable[[Notification], bool]] = {}


class _Fresh(threading.local):
    """Whether this greenlet has laid something in that may leave at once."""

    is_there = False


_fresh = _Fresh()


def tell(
    notification: Notification, topic: str, *, about: int | None, key: str | None, due_at: datetime | None
) -> None:
    """Let a notification leave by the media that its member chose for the topic.

    `about` is the id of another member whom it is about: a block between the two withdraws it. `key` names what there
    may be one of; what leaves by no mail has a row all the same, withdrawn, by which it is known (`told`). Called
    inside the transaction that is its cause.
    """
    chosen = notification_choices.of(notification.member_id, topic)
    for medium in MEDIA:
        is_off = chosen[medium] == "off"
        if (is_off and not (key and medium == "mail")) or (medium == "push" and not _can_push(notification.member_id)):
            continue
        is_now = chosen[medium] == "now"
        row = {
            "uid": secrets.token_hex(16),
            "key": f"{key}|{medium}" if key else None,
            "medium": medium,
            "topic": topic,
            "member": notification.member_id,
            "about": about,
            "notification": notification,
            "state": "withdrawn" if is_off else "waiting" if is_now else "held",
            "held_for": "" if is_now or is_off else chosen[medium],
            "fault": "choice" if is_off else "",
            "due_at": (due_at or now()) + (MAIL_WAITS.get(notification.kind, NO_TIME) if medium == "mail" else NO_TIME),
        }
        Dispatch.insert(row).on_conflict_ignore().execute()
        _fresh.is_there |= is_now and row["due_at"] <= now()


def has_fresh() -> None:
    """Something may leave at once that has been laid in here."""
    _fresh.is_there = True


def take_fresh() -> bool:
    """Whether something was laid in here, since this was asked last, that may leave at once."""
    was_there, _fresh.is_there = _fresh.is_there, False
    return was_there


def told(key: str) -> Notification | None:
    """The notification that leaves under a key already. Until this transaction is over nobody else writes one."""
    alone(f"dispatch|{key}")
    rows = Dispatch.select(Dispatch, Notification).join(Notification)
    row = rows.where(Dispatch.key.in_([f"{key}|{medium}" for medium in MEDIA])).first()
    return row.notification if row else None


def post(
    content: dict[str, Any],
    *,
    to: Member | None = None,
    about: Member | None = None,
    due_at: datetime | None = None,
) -> Dispatch:
    """Lay in a letter of its own, sealed, since links in it open accounts; erased when it has left."""
    uid = secrets.token_hex(16)
    row = {"uid": uid, "medium": "mail", "member": to, "about": about, "letter": _sealed(uid, content)}
    with writing():
        made: Dispatch = Dispatch.create(**row, due_at=due_at or now())
    return made


def opened(dispatch: Dispatch) -> dict[str, Any]:
    """What a letter of its own says. Raises InvalidTag."""
    content: dict[str, Any] = json.loads(
        vault.open_under("letter", bytes(dispatch.letter), place=_place(dispatch.uid)),
    )
    return content


def rewrite(dispatch: Dispatch, content: dict[str, Any], *, to: Member) -> bool:
    """Put another letter in the place of one that is claimed; False if somebody else has it. Inside `writing()`."""
    dispatch.letter, dispatch.member = _sealed(dispatch.uid, content), to
    return _change(dispatch, letter=dispatch.letter, member=to)


def claim(medium: str = "mail") -> list[Dispatch]:
    """Take some rows of a medium that are due, for LEASE: what opens accounts first, then the oldest."""
    moment = now()
    is_due = (Dispatch.medium == medium) & (Dispatch.state == "waiting") & (Dispatch.due_at <= moment)
    is_due &= Dispatch.claimed_until.is_null() | (Dispatch.claimed_until <= moment)
    order = (Dispatch.topic != "", Dispatch.due_at, Dispatch.id)
    while ids := [row.id for row in Dispatch.select(Dispatch.id).where(is_due).order_by(*order).limit(BATCH)]:
        with writing():
            taken = Dispatch.update(claimed_until=moment + LEASE).where(Dispatch.id.in_(ids) & is_due)
            mine = [row.id for row in taken.returning(Dispatch.id).execute()]
        if mine:  # else somebody else was quicker with all of them
            return list(Dispatch.select().where(Dispatch.id.in_(mine)).order_by(*order))
    return []


def renew(dispatch: Dispatch) -> bool:
    """Begin a claimed row's lease anew; False if it has run out and somebody else has it, or it was withdrawn."""
    until = now() + LEASE
    is_mine = _change(dispatch, claimed_until=until)
    dispatch.claimed_until = until
    return is_mine


def release(dispatches: Iterable[Dispatch]) -> None:
    """Give claimed rows back as they were."""
    for dispatch in dispatches:
        _change(dispatch, claimed_until=None)


def reason_to_stay(dispatch: Dispatch, address: str) -> str:
    """Why a row must not leave, asked at the last moment; "" if it may. `address` is where a mail would go."""
    if dispatch.about_id is not None and _is_blocked(dispatch, address):
        return "block"
    if dispatch.letter is not None:  # an account's own: it leaves whatever was chosen, also while the account rests
        return ""
    member = dispatch.member
    if member.is_gone or not member.is_active:
        return "account"
    if dispatch.topic and dispatch.medium == "mail" and _bounces(member.id):
        return "bounce"
    if notification_choices.of(member.id, dispatch.topic)[dispatch.medium] == "off":
        return "choice"
    return past(dispatch.notification) if dispatch.notification_id is not None else ""


def past(notification: Notification) -> str:
    """Why a notification is not worth a mail any more: it was read, or is not so by now; "" if it is."""
    if notification.kind in UNLESS_READ and notification.was_read:
        return "read"
    still = STILL_TRUE.get(notification.kind)
    return "over" if still and not still(notification) else ""


def mark_sent(dispatch: Dispatch) -> bool:
    """It has left."""
    return _change(dispatch, state="sent", sent_at=now(), letter=None, claimed_until=None, fault="")


def withdraw(dispatch: Dispatch, reason: str) -> bool:
    """It is not to leave any more."""
    return _change(dispatch, state="withdrawn", letter=None, claimed_until=None, fault=reason)


def wait(dispatch: Dispatch, reason: str, *, until: datetime) -> bool:
    """It is not to leave before a moment. Nobody was asked to take it, so that this is no try."""
    return _change(dispatch, due_at=until, claimed_until=None, fault=reason[:80])


def put_off(dispatch: Dispatch, fault: str, *, until: datetime | None = None) -> bool:
    """It could not leave: again after a minute, then twice as long each time, up to an hour; after a day it failed.

    Or not before `until`, if whoever was to take it asked for that.
    """
    tries = dispatch.attempts + 1
    if tries >= MOST_TRIES:
        return give_up(dispatch, fault)
    wait = min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT)
    return _change(
        dispatch, attempts=tries, due_at=max(now() + wait, until or now()), claimed_until=None, fault=fault[:80]
    )


def give_up(dispatch: Dispatch, fault: str) -> bool:
    """It cannot leave. Its letter stays for a while, for a host who tries again."""
    return _change(dispatch, state="failed", attempts=dispatch.attempts + 1, claimed_until=None, fault=fault[:80])


def sweep() -> int:
    """Forget what is over: rows that left, were withdrawn or failed some days ago; returns how many."""
    moment, forgotten = now(), 0
    is_over = Dispatch.state.in_(("sent", "withdrawn", "failed"))
    is_old = (Dispatch.key.is_null() & (Dispatch.due_at < moment - KEPT)) | (Dispatch.due_at < moment - KEPT_WITH_KEY)
    while ids := [row.id for row in Dispatch.select(Dispatch.id).where(is_over & is_old).limit(SWEPT)]:
        with writing():
            forgotten += Dispatch.delete().where(Dispatch.id.in_(ids) & is_over & is_old).execute()
    return forgotten


def of_older_key() -> list[int]:
    """The ids of the rows whose letter was sealed under another master key than the one that writes now."""
    rows = Dispatch.select(Dispatch.id, Dispatch.uid, Dispatch.letter).where(Dispatch.letter.is_null(False))
    return [row.id for row in rows if vault.is_of_older_key("letter", bytes(row.letter), place=_place(row.uid))]


def seal_anew(dispatch_id: int) -> bool:
    """Seal a letter that waits under the master key that writes now; may be done twice."""
    with writing():
        row = Dispatch.get_or_none((Dispatch.id == dispatch_id) & Dispatch.letter.is_null(False))
        if row is None:
            return False
        same = (Dispatch.id == row.id) & (Dispatch.letter == row.letter)
        return bool(Dispatch.update(letter=_sealed(row.uid, opened(row))).where(same).execute())


def _change(dispatch: Dispatch, **columns: Any) -> bool:
    """Change a row that is still claimed by whoever has read it so."""
    is_mine = (Dispatch.id == dispatch.id) & (Dispatch.claimed_until == dispatch.claimed_until)
    with writing():
        changed = Dispatch.update(**columns).where(is_mine & (Dispatch.state == "waiting")).execute()
    return bool(changed)


def _can_push(member_id: int) -> bool:
    return bool(PushSubscription.select().where(PushSubscription.member == member_id).exists())


def _is_blocked(dispatch: Dispatch, address: str) -> bool:
    recipient_id = dispatch.member_id
    if recipient_id is None:
        recipient = Member.with_email(address)
        recipient_id = recipient.id if recipient else None
    return recipient_id is not None and Block.stands_between(recipient_id, dispatch.about_id)


def _bounces(member_id: int) -> bool:
    return bool(Bounce.select().where((Bounce.member == member_id) & Bounce.is_permanent).exists())


def _sealed(uid: str, content: dict[str, Any]) -> bytes:
    return vault.seal_under("letter", json.dumps(content).encode(), place=_place(uid))


def _place(uid: str) -> str:
    return f"letter|{uid}"
