"""How many messages each of a pair sent in which week (from its Monday, UTC): counted now and then, never read.

A pair is counted on from where it was left: `PairTally.seq` says up to which of the pair's changes. What has changed
since is found by the index on (pair, changed_seq), so that nothing is counted twice and old messages are not looked
at. A message that its author takes back no longer counts; words that go with an account, or because their time is
over, were said all the same and stay counted.
"""

import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from peewee import EXCLUDED, JOIN, Case, fn

from db.database import alone, writing
from db.models import Message, Pair, PairTally, PairWeek
from webapp.domain.progress import monday

AT_ONCE = 50  # pairs counted in one transaction, so that others of the process get their turn

_Counts = dict[tuple[int, date], list[int]]  # by pair and week: the mentor's, the mentee's


def roll_up() -> int:
    """Count what has happened in all pairs since they were counted last; returns how many pairs those were.

    May run twice and in every process at once: a batch is counted and noted in one transaction, one after another.
    """
    done, last_id = 0, 0
    while ids := _due(last_id):
        with writing():
            alone("pair-weeks")
            done += _count_on(ids)
        last_id = ids[-1]
        time.sleep(0)  # other work of this process gets its turn
    return done


def _due(after: int) -> list[int]:
    """Pairs in whose chat something has happened that is not counted, in the order of ids."""
    rows = (
        Pair.select(Pair.id)
        .join(PairTally, JOIN.LEFT_OUTER, on=(PairTally.pair == Pair.id))
        .where((Pair.id > after) & (Pair.seq > fn.COALESCE(PairTally.seq, 0)))
        .order_by(Pair.id)
        .limit(AT_ONCE)
    )
    return [pair_id for (pair_id,) in rows.tuples()]


def _count_on(ids: list[int]) -> int:
    rows = list(_changes(ids))
    weeks: _Counts = defaultdict(lambda: [0, 0])
    tallies: dict[int, dict[str, Any]] = {}
    for pair_id, program_id, seq, is_mentors, day, first_at, count in rows:
        tally = tallies.setdefault(
            pair_id,
            {"pair": pair_id, "program": program_id, "seq": seq, "of_mentor": 0, "of_mentee": 0, "first_at": None},
        )
        if day is None:  # nothing but its seq has changed
            continue
        tally["first_at"] = min(filter(None, (tally["first_at"], first_at)))
        tally["of_mentor" if is_mentors else "of_mentee"] += count
        weeks[pair_id, monday(_day(day))][0 if is_mentors else 1] += count
    _save_weeks(weeks, {pair_id: tally["program"] for pair_id, tally in tallies.items()})
    _save_tallies(tallies.values())
    return len(tallies)


def _changes(ids: list[int]) -> Any:
    """By pair, side and day: how many messages more there are than were counted. One statement, so one state of all:
    a seq and every change up to it, because a pair's changes are committed in the order of their seqs."""
    counted = fn.COALESCE(PairTally.seq, 0)
    is_new, is_deleted = Message.seq > counted, Message.deleted_at.is_null(False)
    # One that was counted and is deleted now is one less: after its deletion nothing can happen to it any more.
    delta = Case(None, [(is_new & ~is_deleted, 1), (~is_new & is_deleted, -1)], 0)
    day = fn.DATE(Message.sent_at)
    is_mentors = Message.author == Pair.mentor
    first_at = fn.MIN(Message.sent_at).converter(Message.sent_at.python_value)
    return (
        Pair.select(Pair.id, Pair.program, Pair.seq, is_mentors, day, first_at, fn.SUM(delta))
        .join(PairTally, JOIN.LEFT_OUTER, on=(PairTally.pair == Pair.id))
        .join(Message, JOIN.LEFT_OUTER, on=((Message.pair == Pair.id) & (Message.changed_seq > counted)))
        .where(Pair.id.in_(ids) & (Pair.seq > counted))
        .group_by(Pair.id, Pair.program, Pair.seq, is_mentors, day)
        .tuples()
    )


def _day(value: Any) -> date:
    """A day as either database gives it."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def _save_weeks(weeks: _Counts, programs: dict[int, int]) -> None:
    rows = [
        {"program": programs[pair], "pair": pair, "week_of": week, "mentor_messages": ours, "mentee_messages": theirs}
        for (pair, week), (ours, theirs) in weeks.items()
        if ours or theirs
    ]
    added = {column: column + getattr(EXCLUDED, column.name) for column in _SIDES}
    if rows:
        place = [PairWeek.pair, PairWeek.week_of]
        PairWeek.insert_many(rows).on_conflict(conflict_target=place, update=added).execute()


def _save_tallies(tallies: Iterable[dict[str, Any]]) -> None:
    added: dict[Any, Any] = {column: column + getattr(EXCLUDED, column.name) for column in _TOTALS}
    added |= {PairTally.seq: EXCLUDED.seq, PairTally.first_at: fn.COALESCE(PairTally.first_at, EXCLUDED.first_at)}
    rows = list(tallies)
    if rows:
        PairTally.insert_many(rows).on_conflict(conflict_target=[PairTally.pair], update=added).execute()


_SIDES: tuple[Any, ...] = (PairWeek.mentor_messages, PairWeek.mentee_messages)
_TOTALS: tuple[Any, ...] = (PairTally.of_mentor, PairTally.of_mentee)
