"""Cutting somebody off. Immediate, and the other is not told."""

from db.database import locked, writing
from db.models import Block, Member, Notification, Pair, Testimonial, Thanks
from db.models.pair import UNDER_WAY
from webapp.domain import audit, pairs, queues
from webapp.domain.errors import SamePerson


def block(*, blocker: Member, blocked: Member) -> list[int]:
    """Cut `blocked` off and end what the two have together; returns the ids of the pairs that were ended.

    Both members' rows are locked first, in id order, as `pairing.introduce` does: so no introduction slips in between,
    and every send, which takes the pair's row, commits either before the block or not at all. Raises SamePerson.
    """
    if blocker.id == blocked.id:
        raise SamePerson
    with writing():
        ids = sorted((blocker.id, blocked.id))
        list(locked(Member.select(Member.id).where(Member.id.in_(ids)).order_by(Member.id)))
        _, is_new = Block.get_or_create(blocker=blocker, blocked=blocked)
        if is_new:
            audit.record("block.made", by=blocker, of=None)  # and not whom: whoever reads the log is no part of it
        queues.cut(blocker.id, blocked.id)
        are_theirs = Pair.mentor.in_(ids) & Pair.mentee.in_(ids)
        together = list(locked(Pair.select().where(are_theirs & Pair.state.in_(UNDER_WAY)).order_by(Pair.id)))
        for pair in together:
            pairs.close(pair, state="ended", by=None, enrollments="paused")
        thanks = Thanks.select(Thanks.id).where(Thanks.pair.in_(Pair.select(Pair.id).where(are_theirs)))
        Testimonial.delete().where(Testimonial.thanks.in_(thanks)).execute()  # what both had agreed to show
        of_theirs = Notification.pair.in_(Pair.select(Pair.id).where(are_theirs))
        Notification.delete().where((Notification.member == blocked) & of_theirs).execute()
    return [pair.id for pair in together]


def unblock(*, blocker: Member, blocked_id: int) -> None:
    """Lift one's block. What it ended stays ended."""
    with writing():
        is_theirs = (Block.blocker == blocker) & (Block.blocked == blocked_id)
        if Block.delete().where(is_theirs).execute():
            audit.record("block.lifted", by=blocker, of=None)


def blocks_of(member: Member) -> list[Block]:
    """Whom a member has blocked, newest first."""
    return list(Block.by(member))


def has_blocked(*, blocker: Member, other: Member) -> bool:
    """Whether a member has cut another off."""
    return Block.was_made_by(blocker.id, against_id=other.id)


def would_end(one: Member, other: Member) -> bool:
    """Whether the two have a pair that a block between them would end."""
    ids = (one.id, other.id)
    return bool(Pair.select().where(Pair.mentor.in_(ids) & Pair.mentee.in_(ids) & Pair.state.in_(UNDER_WAY)).exists())


def must_not_hear(*, recipient_id: int | None, address: str, of: int) -> bool:
    """Whether a block stands between a member and who is about to get a mail about them.

    Without a `recipient_id` that is whoever has the address, if anybody.
    """
    if recipient_id is None:
        recipient = Member.with_email(address)
        recipient_id = recipient.id if recipient else None
    return recipient_id is not None and Block.stands_between(recipient_id, of)
