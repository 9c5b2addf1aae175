"""The facts are read in a fixed number of queries (QUERIES), however many pairs there are.

None of them reads a pair's messages but its ends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from peewee import fn

from db.clock import now
from db.database import database
from db.models import (
    Absence,
    CheckIn,
    Completion,
    FitAnswer,
    FreshStart,
    Member,
    Message,
    Pair,
    Program,
    Pulse,
    Snooze,
    Step,
)
from db.models.former import Former
from db.models.pair import OPEN
from webapp.domain import absences
from webapp.domain.facts.pair_facts import PairFacts, Side

QUERIES = 9
SIDES = ("mentor", "mentee")


def of_program(program: Program, *, states: Collection[str] = OPEN, at: datetime | None = None) -> list[PairFacts]:
    """The facts of a program's pairs, in the order of their ids; `at` is when they count (snoozed, away)."""
    return of_programs([program.id], states=states, at=at)


def of_programs(
    program_ids: Iterable[int], *, states: Collection[str] = OPEN, at: datetime | None = None
) -> list[PairFacts]:
    """The same for several programs at once."""
    return _facts(Pair.program.in_(list(program_ids)) & Pair.state.in_(list(states)), at or now())


def of_pair(pair_id: int, *, at: datetime | None = None) -> PairFacts:
    """One pair's, whatever its state."""
    return _facts(Pair.id == pair_id, at or now())[0]


def _facts(which: Any, at: datetime) -> list[PairFacts]:
    known = _Known.read(which, at)
    return [known.facts(*row) for row in _pairs(which)]


@dataclass(frozen=True, slots=True)
class _Trail:
    done: int = 0
    removed: int = 0
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Course:
    steps: int
    step_days: int
    starts_on: date | None


_NOTHING = _Trail()


@dataclass(frozen=True, slots=True)
class _Known:
    """What the other tables know of the pairs, by the pair's id, by pair and member, by program or by member."""

    check_ins: dict[tuple[int, int], date]
    pulses: dict[tuple[int, int], list[tuple[date, int]]]
    away: set[int]
    returns: dict[int, datetime]
    trails: dict[int, _Trail]
    courses: dict[int, _Course]
    fits: dict[tuple[int, int], tuple[str, datetime]]
    snoozes: dict[int, tuple[datetime | None, str]]
    starts: dict[int, datetime]

    @classmethod
    def read(cls, which: Any, at: datetime) -> _Known:
        away, returns = _absences(which, at)
        return cls(
            check_ins=_check_ins(which),
            pulses=_pulses(which),
            away=away,
            returns=returns,
            trails=_trails(which),
            courses=_courses(which),
            fits=_fits(which),
            snoozes=_snoozes(which, at),
            starts=_starts(which),
        )

    def facts(
        self, pair_id: int, program_id: int, state: str, introduced_at: Any, active_at: Any, *two: Any
    ) -> PairFacts:
        trail, course = self.trails.get(pair_id, _NOTHING), self.courses[program_id]
        until, level = self.snoozes.get(pair_id, (None, ""))
        return PairFacts(
            pair_id=pair_id,
            program_id=program_id,
            state=state,
            introduced_at=_moment(introduced_at),
            mentor=self._side(pair_id, *two[:7]),
            mentee=self._side(pair_id, *two[7:]),
            steps=course.steps + trail.removed,
            step_days=course.step_days,
            starts_on=course.starts_on,
            steps_done=trail.done,
            last_completed_at=trail.last_at,
            last_active_at=_instant(active_at),
            snoozed_until=until,
            snoozed_level=level,
            began_anew_at=self._anew(pair_id, _moment(introduced_at), two[0], two[7]),
        )

    def _anew(self, pair_id: int, introduced_at: datetime, *two: int) -> datetime | None:
        """The last fresh start, or when one of the two came back if that was later; not what was before the pair."""
        found = [self.starts.get(pair_id), *(self.returns.get(member_id) for member_id in two)]
        return max((moment for moment in found if moment and moment >= introduced_at), default=None)

    def _side(self, pair_id: int, member_id: int, name: str, zone: str, language: str, *rest: Any) -> Side:
        first, last, enrollment_id = rest
        key = (pair_id, member_id)
        fit, fit_at = self.fits.get(key, ("", None))
        return Side(
            member_id,
            name or Former(),
            zone,
            language,
            _instant(first),
            _instant(last),
            last_check_in=self.check_ins.get(key),
            pulses=tuple(self.pulses.get(key, ())),
            is_away=member_id in self.away,
            fit=fit,
            fit_at=fit_at,
            enrollment_id=enrollment_id,
        )


def _pairs(which: Any) -> list[tuple[Any, ...]]:
    """The pairs with both members and, by the key (pair, seq), each one's first and last message."""
    columns: list[Any] = [Pair.id, Pair.program, Pair.state, Pair.introduced_at, Pair.last_active_at]
    people = {side: Member.alias(f"{side}_row") for side in SIDES}
    for side, person in people.items():
        columns += [person.id, person.name, person.time_zone, person.language]
        columns += [_end(side, Message.seq.asc()), _end(side, Message.seq.desc()), getattr(Pair, f"{side}_enrollment")]
    query = Pair.select(*columns)
    for side, person in people.items():
        query = query.join_from(Pair, person, on=(getattr(Pair, side) == person.id))
    return _rows(query.where(which).order_by(Pair.id))


def _end(side: str, order: Any) -> Any:
    """When one of the two wrote first, or last. It goes from that end of the pair's messages to the first of theirs."""
    # The sum keeps PostgreSQL from taking the index by author, which leads through every message of theirs.
    mine = (Message.pair == Pair.id) & (Message.author + 0 == getattr(Pair, side))
    return Message.select(Message.sent_at).where(mine).order_by(order).limit(1)


def _check_ins(which: Any) -> dict[tuple[int, int], date]:
    query = CheckIn.select(CheckIn.pair, CheckIn.member, fn.MAX(CheckIn.week_of)).join(Pair).where(which)
    rows = _rows(query.group_by(CheckIn.pair, CheckIn.member))
    return {(pair, member): _day(week) for pair, member, week in rows}


def _pulses(which: Any) -> dict[tuple[int, int], list[tuple[date, int]]]:
    place = fn.ROW_NUMBER().over(partition_by=[Pulse.pair, Pulse.member], order_by=[Pulse.period.desc()])
    every = Pulse.select(Pulse.pair, Pulse.member, Pulse.period, Pulse.score, place.alias("place"))
    placed = every.join(Pair).where(which)
    newest = Pulse.select(placed.c.pair_id, placed.c.member_id, placed.c.period, placed.c.score).from_(placed)
    found = defaultdict(list)
    for pair, member, period, score in _rows(newest.where(placed.c.place <= 2).order_by(placed.c.place)):
        found[pair, member].append((_day(period), score))
    return found


def _absences(which: Any, at: datetime) -> tuple[set[int], dict[int, datetime]]:
    """Who of them is away on their own day, and when each was back last."""
    are_theirs = Absence.member.in_(Pair.select(Pair.mentor).where(which)) | Absence.member.in_(
        Pair.select(Pair.mentee).where(which)
    )
    columns = (Absence.member, Member.time_zone, Absence.begins_on, Absence.until, Absence.ended_at)
    begun = Absence.begins_on <= at.astimezone(UTC).date() + timedelta(days=1)
    away: set[int] = set()
    returns: dict[int, datetime] = {}
    for member, zone, begins, last, ended in _rows(Absence.select(*columns).join(Member).where(begun & are_theirs)):
        begins_on, until, ended_at = _day(begins), _day(last), _instant(ended)
        back = absences.back_at((begins_on, until, ended_at), zone, at)
        if back:
            returns[member] = max(back, returns.get(member, back))
        elif ended_at is None and begins_on <= absences.day_in(zone, at) <= until:
            away.add(member)
    return away, returns


def _trails(which: Any) -> dict[int, _Trail]:
    removed = fn.COUNT(Step.removed_at)
    query = Completion.select(Completion.pair, fn.COUNT(Completion.id), removed, fn.MAX(Completion.completed_at))
    rows = _rows(query.join(Pair).join_from(Completion, Step).where(which).group_by(Completion.pair))
    return {pair: _Trail(done, gone, _instant(last)) for pair, done, gone, last in rows}


def _courses(which: Any) -> dict[int, _Course]:
    steps = Step.select(fn.COUNT(Step.id)).where((Step.program == Program.id) & Step.removed_at.is_null())
    query = Program.select(Program.id, steps, Program.cadence_days, Program.starts_on)
    rows = _rows(query.where(Program.id.in_(Pair.select(Pair.program).where(which))))
    return {row[0]: _Course(row[1], row[2], _day(row[3]) if row[3] else None) for row in rows}


def _fits(which: Any) -> dict[tuple[int, int], tuple[str, datetime]]:
    query = FitAnswer.select(FitAnswer.pair, FitAnswer.member, FitAnswer.answer, FitAnswer.answered_at).join(Pair)
    return {(pair, member): (answer, _moment(at)) for pair, member, answer, at in _rows(query.where(which))}


def _snoozes(which: Any, at: datetime) -> dict[int, tuple[datetime | None, str]]:
    """What still holds; of several the newest."""
    query = Snooze.select(Snooze.pair, Snooze.until, Snooze.level).join(Pair)
    holding = query.where(which & Snooze.ended_at.is_null() & (Snooze.until > at)).order_by(Snooze.id)
    return {pair: (_instant(until), level) for pair, until, level in _rows(holding)}


def _starts(which: Any) -> dict[int, datetime]:
    query = FreshStart.select(FreshStart.pair, fn.MAX(FreshStart.at)).join(Pair).where(which)
    return {pair: _moment(at) for pair, at in _rows(query.group_by(FreshStart.pair))}


def _rows(query: Any) -> list[tuple[Any, ...]]:
    """The bare rows: of some ten thousand values, reading each as its column's type costs more than the queries."""
    return list(database.execute(query).fetchall())


def _day(value: Any) -> date:
    """A day as SQLite or PostgreSQL gives it."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _instant(value: Any) -> datetime | None:
    return None if value is None else _moment(value)


def _moment(value: Any) -> datetime:
    """A moment as SQLite or PostgreSQL gives it: in UTC, without saying so."""
    return (datetime.fromisoformat(value) if isinstance(value, str) else value).replace(tzinfo=UTC)
