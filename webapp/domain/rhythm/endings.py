"""How a pair that has gone quiet closes: by the word of both, or, after a last warning, because nobody said a word."""

from __future__ import annotations

from datetime import datetime

from db.clock import now
from db.database import writing
from db.models import FreshStart, Member, Pair
from webapp.domain import notifications, open_pairs, pairs, progress
from webapp.domain.rhythm import reading, rules


def keep_going(*, pair: Pair, member: Member) -> None:
    """Say that the two go on: silence counts anew from now. Raises PairIsClosed."""
    with writing():
        open_pairs.hold(pair)
        FreshStart.note(pair.id, "kept")


def note_heard(*, pair: Pair, member: Member) -> None:
    """Say that one has heard from the other, here or elsewhere. Raises PairIsClosed."""
    with writing():
        open_pairs.hold(pair)
        FreshStart.note(pair.id, "heard")


def close_if_both(*, pair: Pair, at: datetime | None = None) -> bool:
    """Close a pair of which both have said so in its present silence; whether it was closed."""
    with writing():
        fresh = Pair.locked(pair.id)
        views = reading.views_of_pair(pair.id, fresh.program_id, at or now()) if fresh.is_active else []
        if not views or len(views[0].walk.to_close) < len(rules.SIDES):
            return False
        _close(fresh)
    return True


def close_unanswered(at: datetime | None = None) -> list[int]:
    """Close the pairs whose two were warned and have let the day pass; returns their ids, to be announced.

    Each has said "close" or was warned seven days ago. Each pair is looked at again under its lock.
    """
    moment = at or now()
    closed = []
    for pair_id, program_id in reading.warned(moment):
        if not _is_over(pair_id, program_id, moment):
            continue
        with writing():
            fresh = Pair.locked(pair_id)
            if fresh.is_active and _is_over(pair_id, program_id, moment):
                _close(fresh)
                closed.append(pair_id)
    return closed


def _is_over(pair_id: int, program_id: int, at: datetime) -> bool:
    """Whether a pair's time has run out for both of its two."""
    views = reading.views_of_pair(pair_id, program_id, at)
    return len(views) == len(rules.SIDES) and all(rules.is_ready_to_close(view) for view in views)


def _close(pair: Pair) -> None:
    """End a locked pair, and tell both in neutral words; one that has walked its whole path has completed it."""
    state, places = ("completed", "completed") if progress.path_of(pair).here is None else ("ended", "paused")
    pairs.close(pair, state=state, by=None, enrollments=places)
    for member, partner in ((pair.mentor, pair.mentee), (pair.mentee, pair.mentor)):
        names = {"about": partner.id, "partner": partner.first_name}
        notifications.notify(member=member, kind=f"pair_{state}", pair=pair, program=pair.program, **names)
