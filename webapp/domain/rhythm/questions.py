"""What the rhythm asks and one tap answers: whether it is still asked, and what an answer does."""

from __future__ import annotations

from datetime import date, timedelta

from db.clock import now
from db.models import CheckIn, Member, Nudge, NudgeItem, Pair
from webapp.domain import open_pairs, progress
from webapp.domain.rhythm import endings, reading
from webapp.domain.rhythm.rules import LAST, WARNING, View, may_ask_to_close
from webapp.domain.taps import Ask, answer_of

# A one-tap answer as a check-in's number, of 1 to 10: clearly above the middle, in it, and clearly below.
SCORES = {"well": 8, "so_so": 5, "not_well": 3}
HEARD = ("yes", "not_yet")
CLOSING = ("keep", "close")
ASKED_AFTER, ASKED_FOR = timedelta(days=1), timedelta(days=21)  # on the pair's page


def is_asked(ask: Ask) -> bool:
    """Whether the question stands: the pair is walking, and nobody has answered it on another way."""
    if not ask.pair.is_active or not ask.pair.can_be_written_in():
        return False
    if ask.kind == "check_in":
        return not _has_checked_in(ask)
    view = view_of(ask)
    if view is None:
        return False
    if ask.kind == "heard":
        return view.is_unheard
    return view.is_silence(ask.occasion) and may_ask_to_close(view)


def check_in(ask: Ask, answer: str) -> None:
    """Check in for the week that was asked about, unless the member has done so meanwhile. Raises PairIsClosed."""
    open_pairs.hold(ask.pair)
    if not _has_checked_in(ask):
        day = date.fromisoformat(ask.occasion)
        progress.check_in(pair=ask.pair, member=ask.member, score=SCORES[answer], words="", today=day)


def heard(ask: Ask, answer: str) -> None:
    """Note that the mentor has heard from the mentee; "not yet" changes nothing. Raises PairIsClosed."""
    if answer == "yes":
        endings.note_heard(pair=ask.pair, member=ask.member)


def closing(ask: Ask, answer: str) -> None:
    """Keep going, or close the pair if this is the second of the two who says so. Raises PairIsClosed."""
    if answer == "keep":
        endings.keep_going(pair=ask.pair, member=ask.member)
    else:
        open_pairs.hold(ask.pair)
        endings.close_if_both(pair=ask.pair)


def view_of(ask: Ask) -> View | None:
    """The pair as the one who is asked has it now; None while it rests."""
    views = reading.views_of_pair(ask.pair.id, ask.pair.program_id, now())
    return next((view for view in views if view.side.member_id == ask.member.id), None)


def _has_checked_in(ask: Ask) -> bool:
    week_of = progress.monday(date.fromisoformat(ask.occasion))
    mine = (CheckIn.pair == ask.pair) & (CheckIn.member == ask.member) & (CheckIn.week_of == week_of)
    return bool(CheckIn.select().where(mine).exists())


def standing(pair: Pair, member: Member) -> NudgeItem | None:
    """What one of a pair is asked on its page: whether they have heard, or whether to close, while it stands.

    No query for a pair in which something has happened since yesterday, one for every other, and the rules' own only
    where something was asked.
    """
    if not pair.is_active or now() - (pair.last_active_at or pair.introduced_at) < ASKED_AFTER:
        return None
    mine = (NudgeItem.pair == pair) & (NudgeItem.member == member) & NudgeItem.kind.in_(("heard", "closing"))
    rows = NudgeItem.select(NudgeItem, Nudge).join(Nudge).where(mine)
    item: NudgeItem | None = rows.order_by(NudgeItem.id.desc()).first()
    if item is None or now() - item.created_at > ASKED_FOR:
        return None
    ask = Ask(member, pair, item.kind, item.occasion)
    return item if answer_of(ask) is None and is_asked(ask) else None


def closes_on(item: NudgeItem) -> date | None:
    """The day on which a pair closes of which this is the last warning."""
    is_last = item.kind == "closing" and item.occasion.endswith(f"/{LAST}")
    return item.nudge.on_day + WARNING if is_last else None
