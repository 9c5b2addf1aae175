"""A program week by week: pairs that talked, messages, check-ins and who could have checked in."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from peewee import Case, fn

from db.clock import now
from db.models import Absence, CheckIn, Pair, PairWeek, Program
from webapp.domain.glance.lines import PairLine
from webapp.domain.progress import monday

SHOWN = 12  # weeks in a drawing
MOST = 260  # weeks in a file
FEW = 3  # pairs: of fewer no number of messages is told, because it would be that of the one whom one knows
A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Week:
    """One week from its Monday. `messages` is None where fewer than three pairs wrote."""

    week_of: date
    pairs: int  # under way at some time in it
    both: int  # pairs in which both wrote
    one: int  # pairs in which one did
    messages: int | None
    check_ins: int
    could: int  # how many could have checked in: two of each pair; this week's without breaks and whoever is away
    is_now: bool = False

    @property
    def rate(self) -> int | None:
        """How many of those who could have checked in did, in per cent."""
        return round(100 * self.check_ins / self.could) if self.could else None

    @property
    def talked(self) -> int:
        """In how many pairs somebody wrote."""
        return self.both + self.one


def weeks(program: Program, lines: Iterable[PairLine], most: int = SHOWN) -> list[Week]:
    """The newest weeks, oldest first, from the program's first introduction at the earliest (three queries)."""
    every, this = list(lines), monday(now().date())
    began = min((monday(line.introduced_at.date()) for line in every), default=this)
    first = max(began, this - (most - 1) * A_WEEK)
    written, checked = _written(program, first), _checked(program, first)
    pairs, could = _under_way(every, first, this), _could_now(program)
    found = []
    for number in range((this - first).days // 7 + 1):
        week = first + number * A_WEEK
        both, one, messages = written.get(week, (0, 0, 0))
        check_ins = checked[week]
        chance = max(could if week == this else 2 * pairs[week], check_ins)  # a day may be another week's elsewhere
        told = messages if both + one >= FEW or not messages else None
        found.append(Week(week, pairs[week], both, one, told, check_ins, chance, week == this))
    return found


def _written(program: Program, first: date) -> dict[date, tuple[int, int, int]]:
    """By week: pairs in which both wrote, in which one did, and messages."""
    ours, theirs = PairWeek.mentor_messages, PairWeek.mentee_messages
    both = fn.SUM(Case(None, [((ours > 0) & (theirs > 0), 1)], 0))
    some = fn.SUM(Case(None, [(ours + theirs > 0, 1)], 0))
    rows = (
        PairWeek.select(PairWeek.week_of, both, some, fn.SUM(ours + theirs))
        .where((PairWeek.program == program) & (PairWeek.week_of >= first))
        .group_by(PairWeek.week_of)
    )
    return {week: (two, any_ - two, messages) for week, two, any_, messages in rows.tuples()}


def _checked(program: Program, first: date) -> Counter[date]:
    rows = (
        CheckIn.select(CheckIn.week_of, fn.COUNT(CheckIn.id))
        .join(Pair)
        .where((Pair.program == program) & (CheckIn.week_of >= first))
        .group_by(CheckIn.week_of)
    )
    return Counter(dict(rows.tuples()))


def _under_way(lines: Iterable[PairLine], first: date, last: date) -> Counter[date]:
    """How many pairs were under way at some time in each week."""
    begun, over = Counter[date](), Counter[date]()
    for line in lines:
        begun[max(_week(line.introduced_at), first)] += 1
        if line.closed_at and (closed := _week(line.closed_at)) < last:
            over[max(closed + A_WEEK, first)] += 1
    found, standing, week = Counter[date](), 0, first
    while week <= last:
        standing += begun[week] - over[week]
        found[week] = standing
        week += A_WEEK
    return found


def _week(moment: datetime) -> date:
    return monday(moment.astimezone(UTC).date())


def _could_now(program: Program) -> int:
    """How many of the pairs that walk now are not away today (by the clock of UTC: a day more or less is no matter)."""
    today = now().date()
    is_away = (Absence.begins_on <= today) & (Absence.until >= today) & Absence.ended_at.is_null()
    away = [
        fn.EXISTS(Absence.select(Absence.id).where((Absence.member == side) & is_away))
        for side in (Pair.mentor, Pair.mentee)
    ]
    here = fn.SUM(sum((Case(None, [(gone, 0)], 1) for gone in away[1:]), Case(None, [(away[0], 0)], 1)))
    return int(Pair.select(here).where((Pair.program == program) & (Pair.state == "active")).scalar() or 0)
