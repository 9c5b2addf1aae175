"""What tests of a round's pages share: a draft, its addresses, what a row's buttons send."""

from typing import Any

from db.models import Round, Suggestion
from tests import pools
from tests.people import Cast
from webapp.domain.rounds import making


def draft_of(cast: Cast) -> Round:
    """A draft for five who wait and two mentors with two places each."""
    pools.waiting(cast.program, mentees=5, mentors=2, places=2)
    return making.make(admin=cast.olivia, program=cast.program)


def board(draft: Round, more: str = "") -> str:
    """Its address."""
    return f"/programs/{draft.program_id}/rounds/{draft.id}{more}"


def first(draft: Round, *, placed: bool = True) -> Suggestion:
    """A suggestion of it, with a mentor or without."""
    return Suggestion.get((Suggestion.round == draft) & Suggestion.mentor.is_null(not placed))


def of_row(suggestion: Suggestion, noun: str) -> str:
    """The address of what a row's button makes."""
    return board(suggestion.round, f"/suggestions/{suggestion.id}/{noun}")


def seen(suggestion: Suggestion) -> dict[str, Any]:
    """What the button sends: the mentor whom the admin saw."""
    return {"mentor": suggestion.mentor_id}


def state(suggestion: Suggestion) -> str:
    """What became of it."""
    return str(Suggestion.get_by_id(suggestion.id).state)
