"""What the rules need to know of all pairs at once: a fixed number of queries (QUERIES), however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import JOIN

from db.database import database
from db.models import (
    Absence,
    Block,
    Completion,
    FreshStart,
    Meeting,
    Member,
    Nudge,
    NudgeItem,
    Pair,
    Program,
    Rhythm,
    Step,
    Tap,
)
from webapp.domain import absences, facts
from webapp.domain.facts import PairFacts, Side
from webapp.domain.rhythm import rules
from webapp.domain.rhythm.rules import Course, View, Walk

QUERIES = facts.QUERIES + 10
STARTS_BEGUN = "resumed"  # of the reasons for a fresh start the one from which everything counts, not only silence
LOOKS_BACK = timedelta(days=21)  # for what is told once in a while; steps and silences are looked up whenever
WARNED_WITHIN = timedelta(days=60)  # whoever was warned before that has been closed, or is closed by nobody
LASTING = ("step_opened", "silent", "closing", "heard", "first_message")

Told = dict[tuple[str, str], date]


def courses(program_ids: Iterable[int] | None = None) -> dict[int, Course]:
    """The programs that are walked and whose rhythm is on, by id (one query)."""
    query = Program.select(Program, Rhythm).join(Rhythm, JOIN.LEFT_OUTER, on=(Rhythm.program == Program.id), attr="own")
    walked = query.where(Program.state.in_(("enrolling", "running")))
    if program_ids is not None:
        walked = walked.where(Program.id.in_(list(program_ids)))
    found = {row.id: _course(row) for row in walked}
    return {key: course for key, course in found.items() if course.rhythm.is_on}


def _course(program: Program) -> Course:
    own = getattr(program, "own", None)
    rhythm = own if own is not None and own.program_id else Rhythm(program=program.id)
    return Course(program, program.starts_on, program.cadence_days, rhythm)


def views(
    of: dict[int, Course], at: datetime, pair_id: int | None = None, has: Callable[[Side, Course], bool] | None = None
) -> Iterator[View]:
    """Every active pair of these programs (or only one) as each of its two has it, pairs that rest left out.

    Only those whom it `has`, if that is given; the rest is not looked up where it has nobody.
    """
    wanted = []
    for pair in _pairs(of, at, pair_id):
        sides = [side for side in pair.sides if has is None or has(side, of[pair.program_id])]
        if sides and not any(side.is_away for side in pair.sides):
            wanted.append((pair, sides))
    if not wanted:
        return
    which = (Pair.state == "active") & Pair.program.in_(list(of))
    known = _Known.read(which & (Pair.id == pair_id) if pair_id is not None else which, at)
    for pair, sides in wanted:
        if pair.pair_id not in known.apart:
            walk = known.walk(pair, of[pair.program_id], at)
            for side in sides:
                yield View.of(walk, side, at, known.told.get((pair.pair_id, side.member_id), {}))


def views_of_pair(pair_id: int, program_id: int, at: datetime) -> list[View]:
    """One pair as each of its two has it at a moment; nothing while it rests, or its program has no rhythm."""
    course = courses([program_id])
    return list(views(course, at, pair_id)) if course else []


def _pairs(of: dict[int, Course], at: datetime, pair_id: int | None) -> list[PairFacts]:
    if pair_id is None:
        return facts.of_programs(list(of), states=("active",), at=at)
    pair = facts.of_pair(pair_id, at=at)
    return [pair] if pair.state == "active" and pair.program_id in of else []


def warned(at: datetime) -> list[tuple[int, int]]:
    """The active pairs, as (id, its program's), of which one was warned for the last time not so long ago."""
    is_last = (NudgeItem.kind == "closing") & NudgeItem.occasion.endswith(f"/{rules.LAST}")
    lately = Nudge.on_day >= (at - WARNED_WITHIN).date()
    query = Pair.select(Pair.id, Pair.program).join(NudgeItem, on=(NudgeItem.pair == Pair.id)).join(Nudge)
    found = query.where(is_last & lately & (Pair.state == "active")).distinct().order_by(Pair.id)
    return [(pair, program) for pair, program in found.tuples()]


@dataclass(frozen=True, slots=True)
class _Known:
    """What the tables beside the facts know, by the pair's id unless it says otherwise."""

    apart: set[int]  # across a block, or with an account that is not in use
    starts: dict[int, dict[str, datetime]]
    absences: dict[int, list[tuple[date, date, datetime | None]]]  # by member
    met: dict[int, datetime]
    to_meet: set[int]
    steps: dict[int, list[tuple[int, bool]]]  # by program: id, and whether it was removed
    done: dict[int, set[int]]
    to_close: dict[int, list[tuple[int, datetime]]]
    told: dict[tuple[int, int], Told]  # by pair and member

    @classmethod
    def read(cls, which: Any, at: datetime) -> _Known:
        met, to_meet = _meetings(which, at)
        return cls(
            apart=_apart(which),
            starts=_starts(which),
            absences=_absences(which, at),
            met=met,
            to_meet=to_meet,
            steps=_steps(which),
            done=_done(which),
            to_close=_to_close(which),
            told=_told(which, at),
        )

    def walk(self, pair: PairFacts, course: Course, at: datetime) -> Walk:
        starts = self.starts.get(pair.pair_id, {})
        returns = [moment for side in pair.sides for moment in self._returns(side, at)]
        begun = max([pair.introduced_at, *returns, *([starts[STARTS_BEGUN]] if STARTS_BEGUN in starts else [])])
        signs = [pair.last_completed_at, self.met.get(pair.pair_id), *starts.values()]
        signs += [side.last_message_at for side in pair.sides]
        sign = max([begun, *(moment for moment in signs if moment is not None)])
        said = self.to_close.get(pair.pair_id, ())
        return Walk(
            facts=pair,
            course=course,
            begun=begun,
            sign=sign,
            here=self._here(pair),
            has_heard="heard" in starts,
            meets=pair.pair_id in self.to_meet,
            to_close=frozenset(member for member, used_at in said if used_at >= sign),
        )

    def _here(self, pair: PairFacts) -> tuple[int, int] | None:
        """The number and the id of the first step that is not done."""
        done = self.done.get(pair.pair_id, set())
        number = 0
        for step_id, is_removed in self.steps.get(pair.program_id, ()):
            number += step_id in done or not is_removed
            if step_id not in done and not is_removed:
                return number, step_id
        return None

    def _returns(self, side: Side, at: datetime) -> Iterator[datetime]:
        """When they came back: the day after, or when they said that they are here again."""
        for absence in self.absences.get(side.member_id, ()):
            if back := absences.back_at(absence, side.zone, at):
                yield back


def _apart(which: Any) -> set[int]:
    two = (Member.id == Pair.mentor) | (Member.id == Pair.mentee)
    unused = Pair.select(Pair.id).join(Member, on=two).where(which & Member.deactivated_at.is_null(False))
    across = ((Block.blocker == Pair.mentor) & (Block.blocked == Pair.mentee)) | (
        (Block.blocker == Pair.mentee) & (Block.blocked == Pair.mentor)
    )
    blocked = Pair.select(Pair.id).join(Block, on=across).where(which)
    return {pair for query in (unused, blocked) for (pair,) in query.tuples()}


def _starts(which: Any) -> dict[int, dict[str, datetime]]:
    found: dict[int, dict[str, datetime]] = defaultdict(dict)
    query = FreshStart.select(FreshStart.pair, FreshStart.why, FreshStart.at).join(Pair)
    for pair, why, at in query.where(which).tuples():
        found[pair][why] = at
    return found


def _absences(which: Any, at: datetime) -> dict[int, list[tuple[date, date, datetime | None]]]:
    of_them = Absence.member.in_(Pair.select(Pair.mentor).where(which)) | Absence.member.in_(
        Pair.select(Pair.mentee).where(which)
    )
    query = Absence.select(Absence.member, Absence.begins_on, Absence.until, Absence.ended_at)
    found = defaultdict(list)
    for member, *when in query.where(of_them & (Absence.begins_on <= at.date() + timedelta(days=1))).tuples():
        found[member].append((when[0], when[1], when[2]))
    return found


def _meetings(which: Any, at: datetime) -> tuple[dict[int, datetime], set[int]]:
    """When each pair last met, and which have agreed to meet."""
    query = Meeting.select(Meeting.pair, Meeting.starts_at).join(Pair)
    rows = query.where(which & Meeting.state.in_(("agreed", "held")) & Meeting.starts_at.is_null(False)).tuples()
    met: dict[int, datetime] = {}
    to_meet = set()
    for pair, starts_at in rows:
        if starts_at > at:
            to_meet.add(pair)
        else:
            met[pair] = max(starts_at, met.get(pair, starts_at))
    return met, to_meet


def _rows(query: Any) -> list[tuple[Any, ...]]:
    """The bare rows: of some ten thousand values, reading each as its column's type costs more than the query."""
    return list(database.execute(query).fetchall())


def _day(value: Any) -> date:
    """A day as SQLite or PostgreSQL gives it."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _steps(which: Any) -> dict[int, list[tuple[int, bool]]]:
    query = Step.select(Step.program, Step.id, Step.removed_at.is_null(False))
    mine = query.where(Step.program.in_(Pair.select(Pair.program).where(which)))
    found = defaultdict(list)
    for program, step, is_removed in mine.order_by(Step.position, Step.id).tuples():
        found[program].append((step, bool(is_removed)))
    return found


def _done(which: Any) -> dict[int, set[int]]:
    found = defaultdict(set)
    for pair, step in _rows(Completion.select(Completion.pair, Completion.step).join(Pair).where(which)):
        found[pair].add(step)
    return found


def _to_close(which: Any) -> dict[int, list[tuple[int, datetime]]]:
    query = Tap.select(Tap.pair, Tap.member, Tap.used_at).join(Pair)
    found = defaultdict(list)
    for pair, member, used_at in query.where(which & (Tap.kind == "closing") & (Tap.answer == "close")).tuples():
        found[pair].append((member, used_at))
    return found


def _told(which: Any, at: datetime) -> dict[tuple[int, int], Told]:
    query = NudgeItem.select(NudgeItem.pair, NudgeItem.member, NudgeItem.kind, NudgeItem.occasion, Nudge.on_day)
    recent = NudgeItem.kind.in_(LASTING) | (Nudge.on_day >= (at - LOOKS_BACK).date())
    found: dict[tuple[int, int], Told] = defaultdict(dict)
    joined = query.join(Nudge).switch(NudgeItem).join(Pair)
    for pair, member, kind, occasion, on_day in _rows(joined.where(which & recent)):
        found[pair, member][kind, occasion] = _day(on_day)
    return found
