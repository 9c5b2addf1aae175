"""Pairs: only the two of each get one from here."""

from typing import cast

from db.models import Meeting, Member, Note, Pair, Renewal, Thanks
from webapp.access.gates import hidden
from webapp.domain import closing
from webapp.domain.closing import Door
from webapp.domain.errors import PairIsClosed


def pair_for(member: Member, pair_id: int) -> Pair:
    """A pair that this member is one of, whatever its state; nobody else, no admin and no host, gets one from here.

    After a block it is still there to be read, closed, and says nothing new of the partner.
    """
    pair = Pair.with_id(pair_id)
    if pair is None or not pair.has(member):
        hidden()
    return pair


def pair_under_way_for(member: Member, pair_id: int) -> Pair:
    """A pair that this member is one of and that nobody has closed, may they write in it now or not; else 409."""
    pair = pair_for(member, pair_id)
    if not pair.is_under_way:
        raise PairIsClosed
    return pair


def open_pair_for(member: Member, pair_id: int) -> Pair:
    """A pair that this member is one of and that may still be written in; a closed one is 409, with words."""
    pair = pair_for(member, pair_id)
    if not pair.can_be_written_in():
        raise PairIsClosed
    return pair


def note_for(pair: Pair, note_id: int) -> Note:
    """A note in a pair that was loaded through here, whoever of the two wrote it."""
    return cast(Note, Note.get_or_none((Note.id == note_id) & (Note.pair == pair)) or hidden())


def meeting_for(pair: Pair, meeting_id: int) -> Meeting:
    """A meeting in a pair that was loaded through here, whatever has become of it."""
    return Meeting.with_id_in(pair, meeting_id) or hidden()


def closing_for(member: Member, pair_id: int) -> tuple[Pair, Door]:
    """A pair that this member is one of, at its end, and how far its closing is open; before that it is 409."""
    pair = pair_for(member, pair_id)
    return pair, closing.demand(pair)


def thanks_for(pair: Pair, thanks_id: int) -> Thanks:
    """Thanks in a pair that was loaded through here, whoever of the two wrote them."""
    return cast(Thanks, Thanks.get_or_none((Thanks.id == thanks_id) & (Thanks.pair == pair)) or hidden())


def renewal_for(pair: Pair, renewal_id: int) -> Renewal:
    """A proposal to go on in a pair that was loaded through here, whoever of the two made it."""
    return cast(Renewal, Renewal.get_or_none((Renewal.id == renewal_id) & (Renewal.pair == pair)) or hidden())
