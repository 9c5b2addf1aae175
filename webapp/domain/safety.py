"""Cutting somebody off. Immediate, and the other is not told."""

from db.database import locked, writing
from db.models import Block, Member, Notification, Pair
from db.models.pair import UNDER_WAY
from webapp.domain import pairs, queues
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
        Block.get_or_create(blocker=blocker, blocked=blocked)
        queues.cut(blocker.id, blocked.id)
        together = list(
            locked(
                Pair.select()
                .where(Pair.mentor.in_(ids) & Pair.mentee.in_(ids) & Pair.state.in_(UNDER_WAY))
                .order_by(Pair.id)
            )
        )
        for pair in together:
            pairs.close(pair, state="ended", by=None, enrollments="paused")
        Notification.delete().where(
            (Notification.member == blocked) & Notification.pair.in_([pair.id for pair in together] or [0])
        ).execute()
    return [pair.id for pair in together]


def unblock(*, blocker: Member, blocked_id: int) -> None:
    """Lift one's block. What it ended stays ended."""
    with writing():
        Block.delete().where((Block.blocker == blocker) & (Block.blocked == blocked_id)).execute()


def blocks_of(member: Member) -> list[Block]:
    """Whom a member has blocked, newest first."""
    return list(Block.by(member))
