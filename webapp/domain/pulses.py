"""The pulse: one number from each of the two, now and then, of how their mentorship goes.

The number is its author's: the partner never sees it, and an admin only the sign that follows from it (`health.py`).
A pulse is not a sign of life between the two, so it does not move when they were last active.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from db.clock import now
from db.database import writing
from db.models import Member, Pair, Pulse, Rhythm
from webapp.domain import open_pairs
from webapp.domain.errors import WrongState

SCORES = range(1, 11)
MOST_SHOWN = 24  # of the newest, on one's own page


@dataclass(frozen=True)
class Standing:
    """One's own pulses in a pair, oldest first, and what is asked now.

    `period` is the day on which the present one was asked, None before the first; `next_on` when the next one is asked,
    None where the program asks for none.
    """

    pulses: list[Pulse]
    period: date | None
    next_on: date | None

    @property
    def newest(self) -> Pulse | None:
        """The last that was given."""
        return self.pulses[-1] if self.pulses else None

    @property
    def mine(self) -> Pulse | None:
        """What was answered in the present period, and can be changed in it."""
        return self.newest if self.newest and self.newest.period == self.period else None

    @property
    def is_due(self) -> bool:
        """Whether it is asked and has no answer yet."""
        return self.period is not None and self.mine is None


def of(pair: Pair, member: Member, *, at: datetime | None = None) -> Standing:
    """How one of the two stands (two queries)."""
    mine = Pulse.select().where((Pulse.pair == pair.id) & (Pulse.member == member.id))
    newest = list(mine.order_by(Pulse.period.desc()).limit(MOST_SHOWN))
    given = newest[0].period if newest else None
    rhythm, today = Rhythm.of(pair.program_id), _day(at or now(), member)
    introduced_on = _day(pair.introduced_at, member)
    period = period_of(introduced_on=introduced_on, given=given, every=rhythm.pulse_days, today=today)
    next_on = (period or introduced_on) + timedelta(days=rhythm.pulse_days) if rhythm.pulse_days else None
    return Standing(newest[::-1], period, next_on)


def is_due(pair: Pair, member: Member) -> bool:
    """Whether the pair's page asks this one of the two; a query only where the pair has had the time."""
    if not pair.is_active or now() - pair.introduced_at < timedelta(days=1):
        return False
    return Rhythm.of(pair.program_id).is_on and of(pair, member).is_due


def period_of(*, introduced_on: date, given: date | None, every: int, today: date) -> date | None:
    """The day on which the present period was asked: each `every` days after the introduction or the last one given.

    None before the first, or where none is asked (`every` is 0).
    """
    since = max(introduced_on, given or introduced_on)
    periods = (today - since).days // every if every else 0
    return since + timedelta(days=periods * every) if periods > 0 else given


def answer(*, pair: Pair, member: Member, score: int, at: datetime | None = None) -> Pulse:
    """Say how it goes, 1 to 10, or say something else within the same period.

    Raises PairIsClosed, WrongState (it has not been asked yet), ValueError.
    """
    if score not in SCORES:
        raise ValueError("a pulse is a number from 1 to 10")
    with writing():
        fresh = open_pairs.hold(pair)
        period = of(fresh, member, at=at).period
        if period is None:
            raise WrongState
        moment = at or now()
        said = Pulse.insert(pair=fresh, member=member, period=period, score=score, created_at=moment)
        same, new = [Pulse.pair, Pulse.member, Pulse.period], {Pulse.score: score, Pulse.created_at: moment}
        said.on_conflict(conflict_target=same, update=new).execute()
        mine = (Pulse.pair == fresh) & (Pulse.member == member) & (Pulse.period == period)
        found: Pulse = Pulse.get(mine)
    return found


def _day(moment: datetime, member: Member) -> date:
    return moment.astimezone(ZoneInfo(member.time_zone)).date()
