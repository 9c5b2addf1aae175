from __future__ import annotations

from itertools import product
from typing import Any

from peewee import JOIN, Case, CharField, CompositeKey, ForeignKeyField, IntegerField, fn

from db.models.base import BytesField, Row, UtcDateTimeField
from db.models.member import Member
from db.models.pair import Pair
from db.models.step import Step
from db.prepared import prepared


class Message(Row):
    """One message of a pair. `body` is sealed; `seq` is its place for ever, `changed_seq` the seq of its last change.

    `client_id` is chosen by the author's browser before sending and stays: the same message sent again is the same
    row. `reply_to` is the seq of the message that it answers. `tag` proves to a moderator that a reported text is the
    text that was sent.
    """

    pair = ForeignKeyField(Pair, backref="messages", on_delete="CASCADE", index=False)
    seq = IntegerField()
    changed_seq = IntegerField()
    uid = CharField(max_length=32)
    author = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    client_id = CharField(max_length=36)
    step = ForeignKeyField(Step, null=True, on_delete="SET NULL", index=False)
    reply_to = IntegerField(null=True)
    body = BytesField(null=True)  # None once deleted
    nonce = BytesField()
    tag = BytesField()
    edit = IntegerField(default=0)  # how many times it was edited
    sent_at = UtcDateTimeField()
    edited_at = UtcDateTimeField(null=True)
    deleted_at = UtcDateTimeField(null=True)

    class Meta:
        primary_key = CompositeKey("pair", "seq")
        indexes = (
            (("pair", "author", "client_id"), True),
            (("pair", "changed_seq"), True),
            (("pair", "reply_to"), False),
            (("pair", "step"), False),
        )

    @property
    def is_deleted(self) -> bool:
        """Whether its author took it back; the row stays so that the order has no hole."""
        return self.deleted_at is not None

    @classmethod
    def at(cls, pair: Pair, seq: int) -> Message | None:
        """The pair's message with this seq."""
        found: Message | None = cls.get_or_none((cls.pair == pair) & (cls.seq == seq))
        return found

    @classmethod
    def newest(
        cls, pair: Pair, *, step_id: int | None, reply_to: int | None, before: int | None, limit: int
    ) -> list[Message]:
        """A thread's newest messages, or those before a seq, newest first.

        A thread is the replies to one message, one step's messages, or else everything but the replies.
        """
        narrowing = (reply_to, None if reply_to is not None else step_id, before)
        query = _NEWEST[tuple(value is not None for value in narrowing)]
        return query(pair.id, limit, *(value for value in narrowing if value is not None))

    @classmethod
    def nth_after(cls, pair: Pair, seq: int, n: int, *, step_id: int | None, reply_to: int | None) -> int | None:
        """The seq of a thread's message that n others stand before, counted from a seq; None if there are no more."""
        query = cls.select(cls.seq).where((cls.pair == pair) & (cls.seq > seq))
        query = query.where(cls.reply_to == reply_to if reply_to is not None else cls.reply_to.is_null())
        if step_id is not None and reply_to is None:
            query = query.where(cls.step == step_id)
        found: int | None = query.order_by(cls.seq).offset(n).limit(1).scalar()
        return found

    @classmethod
    def steps_written_about(cls, pair: Pair) -> set[int]:
        """The ids of the steps in whose threads something was written."""
        return {step_id for (step_id,) in _STEPS_WRITTEN_ABOUT(pair.id)}

    @classmethod
    def with_seqs(cls, pair: Pair, seqs: list[int]) -> Any:
        """The pair's messages with these seqs."""
        return cls.select().where((cls.pair == pair) & cls.seq.in_(seqs))

    @classmethod
    def newest_of_all(cls, pair: Pair, *, before: int | None, limit: int) -> list[Message]:
        """A pair's newest messages in every thread, or those before a seq, newest first."""
        query = cls.select().where(cls.pair == pair)
        query = query.where(cls.seq < before) if before is not None else query
        return list(query.order_by(cls.seq.desc()).limit(limit))

    @classmethod
    def nth_of_all_after(cls, pair: Pair, seq: int, n: int) -> int | None:
        """The seq of a pair's message that n others stand before, counted from a seq, in every thread."""
        query = cls.select(cls.seq).where((cls.pair == pair) & (cls.seq > seq)).order_by(cls.seq)
        found: int | None = query.offset(n).limit(1).scalar()
        return found

    @classmethod
    def count_between(cls, pair: Pair, seq: int, other: int) -> int:
        """How many of a pair's messages stand between two seqs, without those that were deleted."""
        between = (cls.pair == pair) & (cls.seq > seq) & (cls.seq < other) & cls.deleted_at.is_null()
        return int(cls.select(fn.COUNT(cls.seq)).where(between).scalar())

    @classmethod
    def sealed_before(cls, pair: Pair, seq: int | None, limit: int) -> Any:
        """What is not deleted before a seq (None: at all), newest first, as `(seq, author id, uid, body, edit)`."""
        query = cls.select(cls.seq, cls.author, cls.uid, cls.body, cls.edit).where(
            (cls.pair == pair) & cls.body.is_null(False)
        )
        query = query.where(cls.seq < seq) if seq is not None else query
        return query.order_by(cls.seq.desc()).limit(limit).tuples()

    @classmethod
    def reply_counts(cls, pair: Pair, seqs: list[int]) -> dict[int, int]:
        """How many replies each of these messages has (those with none are absent)."""
        if not seqs:
            return {}
        counts = dict(_REPLY_COUNTS(pair.id, min(seqs), max(seqs)))
        return {seq: counts[seq] for seq in seqs if seq in counts}

    @classmethod
    def unread_by(cls, member: Member, pair: Pair) -> Any:
        """Where in a pair's chat one of the two has not read the other's words: seqs and threads, oldest first."""
        return (
            cls.select(cls.pair, cls.seq, cls.step, cls.reply_to)
            .where((cls.pair == pair) & (cls.seq > pair.read_seq_of(member)))
            .where((cls.author != member) & cls.deleted_at.is_null())
            .order_by(cls.seq)
        )

    @classmethod
    def unread_counts(cls, member: Member) -> dict[int, int]:
        """For each pair of this member with unread messages, how many (one query however many pairs)."""
        read = Case(None, ((Pair.mentor == member, Pair.mentor_read_seq),), Pair.mentee_read_seq)
        rows = (
            cls.select(cls.pair, fn.COUNT(cls.seq))
            .join(Pair, JOIN.INNER)
            .where(
                ((Pair.mentor == member) | (Pair.mentee == member))
                & (cls.author != member)
                & cls.deleted_at.is_null()
                & (cls.seq > read)
            )
            .group_by(cls.pair)
        )
        return dict(rows.tuples())


def _newest(is_replies: bool, is_of_step: bool, is_before: bool) -> prepared:
    def build(pair_id: int, limit: int, *narrowing: int) -> Any:
        values = iter(narrowing)
        query = Message.select().where(Message.pair == pair_id)
        query = query.where(Message.reply_to == next(values) if is_replies else Message.reply_to.is_null())
        if is_of_step:
            query = query.where(Message.step == next(values))
        if is_before:
            query = query.where(Message.seq < next(values))
        return query.order_by(Message.seq.desc()).limit(limit)

    return prepared(build)


_NEWEST = {shape: _newest(*shape) for shape in product((True, False), repeat=3)}
_STEPS_WRITTEN_ABOUT = prepared(
    lambda pair_id: (
        Message.select(Message.step).where((Message.pair == pair_id) & Message.step.is_null(False)).distinct().tuples()
    )
)
_REPLY_COUNTS = prepared(
    lambda pair_id, first, last: (
        Message.select(Message.reply_to, fn.COUNT(Message.seq))
        .where((Message.pair == pair_id) & Message.reply_to.between(first, last) & Message.deleted_at.is_null())
        .group_by(Message.reply_to)
        .tuples()
    )
)
