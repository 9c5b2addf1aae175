"""A say and a way back: declining in the first week, and whether a pair fits, asked after the second.

Who said what is told to nobody: the other gets neutral words, an admin sees of a pair how it fits and not who said so.
Whoever was a mentee in a pair that is given up so comes first in the next round; the two are not introduced again, as
none who ever were.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.clock import now
from db.database import writing
from db.models import FitAnswer, Member, Pair, Precedence
from webapp.domain import notifications, pairs
from webapp.domain.errors import PairIsClosed, TooLate, WrongState

ANSWERS = ("good", "deciding", "not_a_fit")
DECLINE_WITHIN = timedelta(days=7)
ASK_AFTER = timedelta(days=14)
ASK_AGAIN_AFTER = timedelta(days=14)  # somebody who is still deciding


@dataclass(frozen=True)
class Say:
    """What one of the two can say of their pair now; `answer` is what they have said of how it fits."""

    pair: Pair
    answer: str = ""
    answered_at: datetime | None = None

    @property
    def can_decline(self) -> bool:
        """Whether the first week is not over."""
        return self.pair.is_open and now() <= self.pair.introduced_at + DECLINE_WITHIN

    @property
    def can_answer(self) -> bool:
        """Whether the second week is over, so that one can say how it fits, or say something else."""
        return is_old_enough(self.pair)

    @property
    def is_asked(self) -> bool:
        """Whether the question stands on the page: it was never answered, or two weeks ago with "still deciding"."""
        if not (self.can_answer and self.pair.is_active):
            return False
        is_stale = self.answered_at is not None and now() >= self.answered_at + ASK_AGAIN_AFTER
        return not self.answer or (self.answer == "deciding" and is_stale)

    @property
    def can_part(self) -> bool:
        """Whether they have said that it does not fit, which leads on to giving the pair up."""
        return self.can_answer and self.answer == "not_a_fit"


def is_old_enough(pair: Pair) -> bool:
    """Whether an open pair has had its two weeks."""
    return pair.is_open and bool(now() >= pair.introduced_at + ASK_AFTER)


def of(pair: Pair, member: Member) -> Say:
    """What one of the two can say now; a query only where there can be an answer."""
    return of_pairs([pair], member)[pair.id]


def of_pairs(those: Iterable[Pair], member: Member) -> dict[int, Say]:
    """The same for all of a member's pairs, by the pair's id, in one query."""
    says = {pair.id: Say(pair) for pair in those}
    old = [pair_id for pair_id, say in says.items() if say.can_answer]
    for row in FitAnswer.by(member, old) if old else ():
        says[row.pair_id] = Say(says[row.pair_id].pair, row.answer, row.answered_at)
    return says


def decline(*, pair: Pair, member: Member) -> bool:
    """Give the introduction back within its first week; no reason is asked. The partner gets a neutral word.

    Returns whether this closed the pair: if it had ended already (both declined at once, a double click), what the
    member wanted has happened. Raises PairIsClosed (the path was finished), TooLate (the week is over).
    """
    with writing():
        fresh = _held(pair)
        if fresh is None:
            return False
        if not Say(fresh).can_decline:
            raise TooLate
        FitAnswer.give(fresh, member, "declined")
        _give_up(fresh, member)
    return True


def answer(*, pair: Pair, member: Member, fit: str) -> None:
    """Say how the pair fits, or say something else than before; `fit` is one of ANSWERS.

    Raises PairIsClosed, WrongState (the second week is not over), ValueError.
    """
    if fit not in ANSWERS:
        raise ValueError(f"no such answer: {fit}")
    with writing():
        fresh = Pair.locked(pair.id)
        if not fresh.is_open:
            raise PairIsClosed
        if not is_old_enough(fresh):
            raise WrongState
        FitAnswer.give(fresh, member, fit)


def part(*, pair: Pair, member: Member) -> bool:
    """Give the pair up after one has said that it does not fit. The partner gets a neutral word.

    Returns whether this closed the pair, as `decline` does. Raises PairIsClosed, WrongState (one has not said so).
    """
    with writing():
        fresh = _held(pair)
        if fresh is None:
            return False
        if not of(fresh, member).can_part:
            raise WrongState
        _give_up(fresh, member)
    return True


def _held(pair: Pair) -> Pair | None:
    """The pair, its row locked, or None if it has ended. Raises PairIsClosed (the path was finished)."""
    fresh = Pair.locked(pair.id)
    if fresh.state == "ended":
        return None
    if not fresh.is_open:
        raise PairIsClosed
    return fresh


def _give_up(pair: Pair, member: Member) -> None:
    """Close a locked pair: both wait again, the mentee before the others. Who did it is kept nowhere in the pair."""
    pairs.close(pair, state="ended", by=None, enrollments="waiting")
    if pair.mentee_enrollment_id:
        Precedence.put_first(pair.mentee_enrollment_id)
    partner = pair.partner_of(member)
    notifications.notify(
        member=partner,
        kind=f"pair_given_up_{pair.role_of(partner)}",
        pair=pair,
        program=pair.program,
        about=member.id,
        partner=member.first_name,
    )
