"""Telling somebody that their partner has written: once, and not again until they have read it.

Nothing of it is on a message's way. A look at all pairs that were active lately finds who has not read for a moment;
a push leaves then, the mail only if it is still unread minutes later (`outbox.MAIL_WAITS`). No word, no thread.
"""

from datetime import datetime, timedelta

from peewee import JOIN, Case, fn

from db.clock import now
from db.database import alone, writing
from db.models import Member, Message, Notification, Pair
from db.models.pair import OPEN
from webapp.domain import notifications, outbox

KIND = "unread_messages"
AFTER = timedelta(seconds=10)  # whoever has the page open has read by then
MAIL_AFTER = timedelta(minutes=5)
LOOKS_BACK = timedelta(days=2)  # if nothing ran for longer, what came before is not told

Unread = dict[tuple[int, int], datetime]  # by pair and reader: when the oldest unread message was sent


def tell(at: datetime | None = None) -> int:
    """Tell everybody who has not read; returns how many were told. May run twice, and in every process at once."""
    moment, told = at or now(), 0
    found = _unread(moment)
    for (pair_id, reader_id), oldest in found.items():
        with writing():
            alone(f"{KIND}|{pair_id}|{reader_id}")
            if not _was_told(pair_id, reader_id, oldest):
                told += _tell(pair_id, reader_id)
    return told


def is_unread(notification: Notification) -> bool:
    """Whether there is still something to read in a pair that can be written in."""
    pair = notification.pair
    return pair is not None and pair.is_open and bool(Message.unread_by(notification.member, pair).exists())


def _unread(at: datetime) -> Unread:
    """Who has not read for AFTER, and was not told since: two queries."""
    is_mentors = Message.author == Pair.mentor
    reader = Case(None, ((is_mentors, Pair.mentee),), Pair.mentor)
    mark = Case(None, ((is_mentors, Pair.mentee_read_seq),), Pair.mentor_read_seq)
    # What either has not read, by the index on (pair, seq); whose it is shows only then.
    lower = Case(None, ((Pair.mentor_read_seq < Pair.mentee_read_seq, Pair.mentor_read_seq),), Pair.mentee_read_seq)
    oldest = fn.MIN(Message.sent_at)
    rows = (
        Pair.select(Pair.id, reader, oldest)
        .join(Message, JOIN.CROSS)  # SQLite keeps this order: pairs, then the few messages of each
        .where((Message.pair == Pair.id) & Pair.state.in_(OPEN) & (Pair.last_active_at > at - LOOKS_BACK))
        .where((Pair.seq > lower) & (Message.seq > lower) & (Message.seq > mark) & Message.deleted_at.is_null())
        .group_by(Pair.id, reader)
        .having(oldest <= at - AFTER)
    )
    found: Unread = {(pair_id, reader_id): sent_at for pair_id, reader_id, sent_at in rows.tuples()}
    told = Notification.select(Notification.pair, Notification.member, fn.MAX(Notification.created_at))
    about = Notification.pair.in_(list({pair_id for pair_id, _ in found})) & (Notification.kind == KIND)
    for pair_id, reader_id, told_at in told.where(about).group_by(Notification.pair, Notification.member).tuples():
        if (pair_id, reader_id) in found and told_at >= found[pair_id, reader_id]:
            del found[pair_id, reader_id]
    return found


def _was_told(pair_id: int, reader_id: int, oldest: datetime) -> bool:
    mine = (Notification.pair == pair_id) & (Notification.member == reader_id) & (Notification.kind == KIND)
    return bool(Notification.select().where(mine & (Notification.created_at >= oldest)).exists())


def _tell(pair_id: int, reader_id: int) -> bool:
    try:
        held = Pair.locked(pair_id)  # until it is told, so that nothing is told after a block
    except Pair.DoesNotExist:
        return False
    pair = Pair.with_id(pair_id)
    if pair is None or not held.can_be_written_in():
        return False
    reader = Member.get_by_id(reader_id)
    partner = pair.partner_of(reader)
    notifications.notify(
        member=reader, kind=KIND, pair=pair, program=pair.program, about=partner.id, partner=partner.first_name
    )
    return True


outbox.STILL_TRUE[KIND] = is_unread
outbox.MAIL_WAITS[KIND] = MAIL_AFTER
