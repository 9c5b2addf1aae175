"""What an admin makes of a draft: accept, skip, choose somebody else, lock. Each undoes as easily.

Who says yes or no says whom they saw (`mentor_id`): if somebody else stands there by now they are told so.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from peewee import fn

from db.database import writing
from db.models import Round, Suggestion
from db.models.suggestion import NEARLY
from webapp.domain.errors import ChangedMeanwhile, WrongState
from webapp.domain.rounds import solving

CHANGEABLE = ("open", "skipped")


def accept(*, draft: Round, suggestion_id: int, mentor_id: int) -> None:
    """Mean to introduce the two. Raises ChangedMeanwhile, WrongState."""
    _change(draft, suggestion_id, mentor_id, {"state": "accepted", "refusal": ""}, allowed=CHANGEABLE)


def accept_above(*, draft: Round, line: float) -> list[int]:
    """Accept everybody whose fit is `line` (0-1) or more; the suggestions that were not accepted before.

    Raises WrongState.
    """
    with writing():
        _hold(draft)
        mine = (Suggestion.round == draft) & Suggestion.state.in_(CHANGEABLE) & Suggestion.mentor.is_null(False)
        found = [row.id for row in Suggestion.select(Suggestion.id).where(mine & (Suggestion.score >= line - NEARLY))]
        Suggestion.update(state="accepted", refusal="").where(Suggestion.id.in_(found)).execute()
    return found


def take_back(*, draft: Round, suggestion_ids: Iterable[int]) -> int:
    """Undo the acceptance of some, which stay as they stand; how many. Raises WrongState."""
    with writing():
        _hold(draft)
        mine = (Suggestion.round == draft) & (Suggestion.state == "accepted")
        rows = list(Suggestion.select().where(mine & Suggestion.id.in_(list(suggestion_ids))))
        for state in CHANGEABLE:
            ids = [row.id for row in rows if row.at_rest == state]
            Suggestion.update(state=state).where(Suggestion.id.in_(ids)).execute()
    return len(rows)


def skip(*, draft: Round, suggestion_id: int, mentor_id: int) -> int:
    """Never suggest these two again in this round, and find the best for what is open; how many rows changed.

    Raises ChangedMeanwhile, WrongState (of a locked one too).
    """
    with writing():
        row = _held(draft, suggestion_id, mentor_id, CHANGEABLE)
        if row.is_locked:
            raise WrongState
        before = _total(draft)
        _write(row, state="skipped", skipped=[*row.skipped, mentor_id], mentor=None, score=0.0)
    changed = solving.solve_again(draft)
    lost = max(0.0, before - _total(draft))
    Suggestion.update(cost=Suggestion.cost + lost).where(Suggestion.id == suggestion_id).execute()
    return changed


def take_skip_back(*, draft: Round, suggestion_id: int) -> int:
    """Undo the last skip of a row, and find the best for what is open; how many rows changed. Raises WrongState."""
    with writing():
        row = _held(draft, suggestion_id, None, CHANGEABLE)
        if not row.skipped:
            raise WrongState
        left = row.skipped[:-1]
        _write(row, state="skipped" if left else "open", skipped=left, cost=0.0)
    return solving.solve_again(draft)


def lock(*, draft: Round, suggestion_id: int, mentor_id: int) -> None:
    """Keep the two together when the rest is solved again. Raises ChangedMeanwhile, WrongState."""
    _change(draft, suggestion_id, mentor_id, {"is_locked": True}, allowed=CHANGEABLE)


def unlock(*, draft: Round, suggestion_id: int) -> int:
    """Let the solver have the row again, and find the best for what is open; how many rows changed.

    Raises WrongState.
    """
    _change(draft, suggestion_id, None, {"is_locked": False}, allowed=CHANGEABLE)
    return solving.solve_again(draft)


def choose(*, draft: Round, suggestion_id: int, mentor_id: int) -> int:
    """Put another mentor there, one of those that `solving.alternatives` shows, and lock it; the rest is solved again.

    What the whole loses is kept with the choice. How many other rows changed. Raises WrongState if that mentor cannot
    be had (any more).
    """
    row = Suggestion.get((Suggestion.id == suggestion_id) & (Suggestion.round == draft))
    found = next((other for other in solving.alternatives(draft, row) if other.mentor == mentor_id), None)
    if found is None:
        raise WrongState
    with writing():
        row = _held(draft, suggestion_id, None, (*CHANGEABLE, "accepted"))
        chosen = {"mentor": mentor_id, "score": found.score, "cost": max(0.0, found.cost)}
        _write(row, **chosen, state=row.at_rest, is_locked=True, refusal="")
    return solving.solve_again(draft)


def _change(
    draft: Round, suggestion_id: int, mentor_id: int | None, values: dict[str, Any], allowed: tuple[str, ...]
) -> None:
    with writing():
        _write(_held(draft, suggestion_id, mentor_id, allowed), **values)


def _held(draft: Round, suggestion_id: int, mentor_id: int | None, allowed: tuple[str, ...]) -> Suggestion:
    """The row, in a state in which this may be done, with the mentor whom the admin saw."""
    _hold(draft)
    row = Suggestion.get((Suggestion.id == suggestion_id) & (Suggestion.round == draft))
    if row.state not in allowed or (mentor_id and row.mentor_id != mentor_id):
        raise ChangedMeanwhile
    return row


def _hold(draft: Round) -> None:
    """Take the round's row, and let whoever reckons with it know that it changes."""
    if not Round.locked(draft.id).is_draft:
        raise WrongState
    Round.update(version=Round.version + 1).where(Round.id == draft.id).execute()


def _total(draft: Round) -> float:
    """The sum of the scores of all who have somebody."""
    return float(Suggestion.select(fn.SUM(Suggestion.score)).where(Suggestion.round == draft).scalar() or 0.0)


def _write(row: Suggestion, **values: Any) -> None:
    Suggestion.update(**values).where(Suggestion.id == row.id).execute()
