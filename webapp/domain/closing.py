"""The good end of a pair: thanks to the other, and a short survey for the program's admins, each when one likes.

It opens with the last step of the path. After the end either has `DAYS` days more for what they have not done yet; what
was written stays to be read. After a block nothing can be written: nothing passes between the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from db.clock import now
from db.database import locked, writing
from db.models import Block, ClosingAnswer, Member, Membership, Notification, Pair, Program, Testimonial, Thanks
from webapp.domain import notifications, progress, resealing, vault
from webapp.domain.errors import NotAtTheEnd, PairIsClosed, WrongState
from webapp.domain.progress import Path, Written
from webapp.domain.vault import PairVault

AFTERWARDS = timedelta(days=30)
BARELY = timedelta(days=7)  # a pair that ended sooner has nothing to look back on
CHOICES = ("again", "mentor", "done")
LONGEST_THANKS = 1_000  # characters
LONGEST_WORDS = 2_000
LABEL = "closing"  # of the sub-key that words for admins are sealed under
OVER = ("completed", "ended")


@dataclass(frozen=True)
class Door:
    """How far a pair's closing is open: whether anything can be done there, or it is only there to be read."""

    is_open: bool
    is_over: bool  # the pair is closed: what was written is not changed any more
    is_walked: bool  # nothing of the path is left
    has_partner: bool  # somebody is there to be thanked


def door_of(pair: Pair, path: Path) -> Door | None:
    """How far the closing is open to the two; None where there is none (yet), without a query while they walk.

    A pair that ended has one too, for as long as something can be written, and then if there are thanks to be read.
    """
    is_walked = path.here is None
    if pair.is_open:
        is_last = path.here is not None and path.here.number == len(path.steps)
        return Door(True, False, is_walked, True) if is_walked or is_last else None
    if pair.state not in OVER:
        return None
    door = Door(_can_be_added_to(pair), True, is_walked, not (pair.mentor.is_gone or pair.mentee.is_gone))
    has_page = pair.state == "completed" or door.is_open or Thanks.of_pair(pair).exists()
    return door if has_page else None


def _can_be_added_to(pair: Pair) -> bool:
    """Whether a closed pair is in its days, with nothing between the two and neither kept out of the group."""
    if pair.closed_at is None:
        return False
    is_barely = pair.state == "ended" and pair.closed_at < pair.introduced_at + BARELY
    if is_barely or now() > pair.closed_at + AFTERWARDS or Block.stands_between(pair.mentor_id, pair.mentee_id):
        return False
    group = Program.select(Program.group).where(Program.id == pair.program_id)
    places = Membership.select().where((Membership.group == group) & (Membership.state == "suspended"))
    return not places.where(Membership.member.in_((pair.mentor_id, pair.mentee_id))).exists()


def demand(pair: Pair) -> Door:
    """The closing's door, or a refusal: NotAtTheEnd while they walk, PairIsClosed where it does not open any more."""
    door = door_of(pair, progress.path_of(pair))
    if door is None:
        raise NotAtTheEnd if pair.is_open else PairIsClosed
    return door


def hold(pair: Pair) -> Door:
    """The same with the rows locked, where something can be written. Must be called inside `writing()`.

    Both members' rows come first, as in a block, which takes no closed pair: so nothing commits after it.
    """
    ids = sorted((pair.mentor_id, pair.mentee_id))
    list(locked(Member.select(Member.id).where(Member.id.in_(ids)).order_by(Member.id)))
    fresh = Pair.locked(pair.id)
    door = demand(fresh)
    if not door.is_open or Block.stands_between(*ids):
        raise PairIsClosed
    return door


def thank(*, pair: Pair, author: Member, body: str) -> Thanks:
    """Leave the other one's thanks, or other words than before; the partner is told once, and not what they say.

    What was shown of them before is shown no more: both would have to agree anew. After the end they are written once
    and stay. Raises NotAtTheEnd, PairIsClosed, WrongState.
    """
    with writing():
        door, keys = hold(pair), vault.of_pair(pair.id)
        if not door.has_partner or author.id not in keys.keys:
            raise PairIsClosed
        mine: Thanks | None = Thanks.get_or_none((Thanks.pair == pair) & (Thanks.author == author))
        if mine and _opened(mine, keys) == body:
            return mine
        if mine and door.is_over:
            raise WrongState
        uid = vault.new_uid()
        sealed = keys.seal(author.id, "thanks", uid, body)
        if mine is None:
            _tell(pair, author)
            return Thanks.create(uid=uid, pair=pair, author=author, body=sealed)
        Testimonial.delete().where(Testimonial.thanks == mine).execute()
        Thanks.update(uid=uid, body=sealed).where(Thanks.id == mine.id).execute()
        return Thanks.get_by_id(mine.id)


def take_thanks_back(*, pair: Pair, author: Member) -> None:
    """Delete one's own thanks, whenever one likes, with what is shown of them."""
    with writing():
        Pair.locked(pair.id)
        mine = (Thanks.pair == pair) & (Thanks.author == author)
        Testimonial.delete().where(Testimonial.thanks.in_(Thanks.select(Thanks.id).where(mine))).execute()
        Thanks.delete().where(mine).execute()


def thanks_of(pair: Pair, keys: PairVault) -> dict[int, Written]:
    """What the two have left for each other, by the author's id."""
    return {row.author_id: Written(row, _opened(row, keys)) for row in Thanks.of_pair(pair)}


def answer(
    *, pair: Pair, member: Member, goal: int, worth: int, recommend: int, words: str = "", is_signed: bool = False
) -> ClosingAnswer:
    """Answer the survey, or otherwise than before. `goal` and `worth` are 1 to 5, `recommend` 0 to 10.

    The words are for the program's admins, with the member's name if they sign. Raises NotAtTheEnd, PairIsClosed,
    ValueError.
    """
    if goal not in range(1, 6) or worth not in range(1, 6) or recommend not in range(11):
        raise ValueError("a closing answer is 1 to 5, 1 to 5 and 0 to 10")
    with writing():
        hold(pair)
        row = _row(pair, member)
        row.goal, row.worth, row.recommend = goal, worth, recommend
        row.words = vault.seal_under(LABEL, words.encode(), place=_place(row)) if words else None
        row.is_signed = is_signed and bool(words)
        row.save()
    return row


def choose(*, pair: Pair, member: Member, choice: str) -> ClosingAnswer:
    """Say what comes next: `again`, `mentor` or `done`. Raises NotAtTheEnd, PairIsClosed, ValueError."""
    if choice not in CHOICES:
        raise ValueError(f"no such choice: {choice}")
    with writing():
        hold(pair)
        row = _row(pair, member)
        row.choice = choice
        row.save()
    return row


def words_in(row: ClosingAnswer) -> str | None:
    """What somebody wrote for the admins; None if nothing."""
    return vault.open_under(LABEL, row.words, place=_place(row)).decode() if row.words else None


def seal_anew() -> int:
    """Seal the words for admins with the master key that writes now; returns how many there are."""
    return resealing.seal_anew(ClosingAnswer.words, LABEL, _place)


def _row(pair: Pair, member: Member) -> ClosingAnswer:
    """A member's row, made if there is none. The pair is held, so that there is one."""
    return ClosingAnswer.by(pair, member) or ClosingAnswer.create(pair=pair, member=member)


def _opened(row: Thanks, keys: PairVault) -> str | None:
    return keys.open(row.author_id, "thanks", row.uid, row.body)


def _place(row: ClosingAnswer) -> str:
    return f"closing|{row.pair_id}|{row.member_id}"


def _tell(pair: Pair, author: Member) -> None:
    """Once, however often thanks are taken back and written anew."""
    partner = pair.partner_of(author)
    told = (Notification.pair == pair) & (Notification.kind == "thanked") & (Notification.member == partner)
    if not Notification.select().where(told).exists():
        notifications.notify(
            member=partner,
            kind="thanked",
            pair=pair,
            program=pair.program,
            about=author.id,
            partner=author.first_name,
        )
