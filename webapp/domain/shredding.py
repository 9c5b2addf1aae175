"""Destroying words: an author's key in a pair first, which shreds them all at once; then the rows that held them."""

from typing import Any

from db.clock import now
from db.database import writing
from db.models import CheckIn, DataKey, Goal, Message, Note, Pair, Reaction, Testimonial, Thanks

AT_ONCE = 250  # messages cleared in one transaction, so that others of the process get their turn


def shred_keys(author_id: int, pair_id: int | None = None) -> int:
    """Delete an author's key in one pair, or in all: nothing that they wrote there can be read from now on.

    What is shown of the pairs' thanks, of either of the two, goes with them: it stands in no key's protection.
    Must be called inside `writing()`. Returns how many keys there were.
    """
    theirs = DataKey.author == author_id
    pairs = DataKey.select(DataKey.pair).where(theirs & (DataKey.pair == pair_id) if pair_id else theirs)
    thanks = Thanks.select(Thanks.id).where(Thanks.pair.in_(pairs))
    Testimonial.delete().where(Testimonial.thanks.in_(thanks)).execute()
    return int(DataKey.delete().where(theirs & (DataKey.pair == pair_id) if pair_id else theirs).execute())


def clear(pair: Pair, author_id: int) -> None:
    """Remove what is left of an author's words in a pair, a batch at a time; again is harmless.

    The messages' places stay, as when their author deletes one, so that the other's words keep their order.
    """
    for first in range(0, pair.seq + 1, AT_ONCE):
        with writing():
            _clear_messages(pair.id, author_id, range(first, first + AT_ONCE))
    with writing():
        thanks = Thanks.select(Thanks.id).where(Thanks.pair == pair.id)
        Testimonial.delete().where(Testimonial.thanks.in_(thanks)).execute()  # it is about both
        for noun in (Note, Goal, Thanks):
            noun.delete().where((noun.pair == pair.id) & (noun.author == author_id)).execute()
        CheckIn.delete().where((CheckIn.pair == pair.id) & (CheckIn.member == author_id)).execute()


def _clear_messages(pair_id: int, author_id: int, seqs: range) -> None:
    within: Any = (Message.pair == pair_id) & Message.seq.between(seqs.start, seqs.stop - 1)
    theirs = within & (Message.author == author_id)
    gone = {Message.body: None, Message.nonce: b"", Message.tag: b""}
    Message.update(gone).where(theirs).execute()
    Message.update(deleted_at=now()).where(theirs & Message.deleted_at.is_null()).execute()
    about_theirs = Reaction.seq.in_(Message.select(Message.seq).where(theirs))
    near = (Reaction.pair == pair_id) & Reaction.seq.between(seqs.start, seqs.stop - 1)
    Reaction.delete().where(near & ((Reaction.author == author_id) | about_theirs)).execute()
