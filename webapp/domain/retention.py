"""Words of pairs that have ended are kept as long as the host says, and then shredded for both, who are told before.

A pair that has walked its whole path counts as ended. Each of the two is warned once; what the words have at least is
`WARNED_BEFORE` after that, also where the host has just begun to keep words for a time only.
"""

from datetime import datetime, timedelta
from typing import Any

from db.clock import now
from db.database import writing
from db.models import DataKey, Notification, Pair
from webapp.domain import audit, instance, notifications, shredding

WARNED_BEFORE = timedelta(days=14)
WARNING, DONE = "words_end", "words_ended"  # kinds of notifications
ENDED = ("ended", "completed")


def warn() -> int:
    """Tell the two of each pair whose words end within 14 days, once; returns how many were told."""
    days = instance.settings().keep_ended_days
    if not days:
        return 0
    told = 0
    for pair in _with_words().where(Pair.closed_at <= now() - timedelta(days=days) + WARNED_BEFORE):
        with writing():
            if Pair.locked(pair.id).state in ENDED:
                told += _tell(pair, WARNING, {member for member, _ in _warned(pair)})
    return told


def shred_due() -> int:
    """Shred the words of the pairs whose time is over and whose two were warned in time; returns of how many pairs."""
    days = instance.settings().keep_ended_days
    if not days:
        return 0
    shredded = 0
    for pair in _with_words().where(Pair.closed_at <= now() - timedelta(days=days)):
        if _is_warned(pair):
            for author_id in (pair.mentor_id, pair.mentee_id):
                shredding.clear(pair, author_id)
            shredded += _shred(pair)  # the keys go last: a pair that still has one is begun anew after a kill
    return shredded


def ends_on(pair: Pair) -> datetime | None:
    """From when on a closed pair's words may be shredded; None while the two keep them as long as they want."""
    days = instance.settings().keep_ended_days
    if not days or pair.closed_at is None:
        return None
    planned: datetime = pair.closed_at + timedelta(days=days)
    warned = [when for _, when in _warned(pair)]
    return max(planned, (max(warned) if warned else now()) + WARNED_BEFORE)


def _shred(pair: Pair) -> bool:
    with writing():
        Pair.locked(pair.id)
        keys = sum(shredding.shred_keys(author_id, pair.id) for author_id in (pair.mentor_id, pair.mentee_id))
        if not keys:  # another process was first
            return False
        Notification.delete().where((Notification.pair == pair.id) & (Notification.kind == WARNING)).execute()
        _tell(pair, DONE, set())
        audit.record("words.shredded", by=None, of=pair, group=pair.program.group_id, keys=keys)
    return True


def _with_words() -> Any:
    """Ended pairs that have a key still, with people and program."""
    keys = DataKey.select(DataKey.pair)
    return Pair.with_people().where(Pair.state.in_(ENDED) & Pair.id.in_(keys)).order_by(Pair.id)


def _warned(pair: Pair) -> list[tuple[int, datetime]]:
    """Who of the two was warned, and when."""
    rows = Notification.select().where((Notification.pair == pair.id) & (Notification.kind == WARNING))
    return [(row.member_id, row.created_at) for row in rows]


def _is_warned(pair: Pair) -> bool:
    """Whether everybody of the two who is still here has had their 14 days."""
    in_time = {member for member, when in _warned(pair) if when <= now() - WARNED_BEFORE}
    return _here(pair) <= in_time


def _here(pair: Pair) -> set[int]:
    return {member.id for member in (pair.mentor, pair.mentee) if not member.is_gone}


def _tell(pair: Pair, kind: str, but: set[int]) -> int:
    """Leave each of the two who is still here a notification; it names the program, and nobody."""
    told = [member for member in (pair.mentor, pair.mentee) if not member.is_gone and member.id not in but]
    for member in told:
        notifications.notify(member=member, kind=kind, pair=pair, program=pair.program)
    return len(told)
