"""The board on the admin's desk: what they look at, and how an action on it is answered."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from flask import request, session, url_for

from db.models import Program, Round
from webapp.access import administered_program_for, current_member, round_for
from webapp.domain.errors import ChangedMeanwhile, Refused, WrongState
from webapp.domain.rounds import board as boards
from webapp.errors import words_for
from webapp.fragments import page_or_fragment, see_other, wants_fragment
from webapp.inputs import whole_number

MOST_IDS = 400  # that a cookie holds


@dataclass(frozen=True)
class Done:
    """What was just done: in words, what undoes it (`acceptance`, `skip`) and for which suggestions.

    `at` are the suggestions to go on with: the first of them that is on the page gets the focus, on the button `part`.
    """

    said: str
    undo: str = ""
    ids: list[int] = field(default_factory=list)
    at: list[int] = field(default_factory=list)
    part: str = "accept"


@dataclass(frozen=True)
class Desk:
    """A draft, and what its admin looks at."""

    program: Program
    draft: Round
    view: boards.View

    def address(self, **changes: Any) -> str:
        """The board's address with something of the view changed; what is at rest is left out."""
        return url_for("rounds.show", **self.arguments(**changes))

    def arguments(self, **changes: Any) -> dict[str, Any]:
        """What makes an address of this desk."""
        rest, wanted = asdict(boards.View()), {**asdict(self.view), **changes}
        kept = {name: value for name, value in wanted.items() if value != rest.get(name)}
        return {"program_id": self.program.id, "round_id": self.draft.id, **kept}


def desk_of(program_id: int, round_id: int) -> Desk:
    """The desk that the address asks for; of the program's admins, a stranger gets none."""
    program = administered_program_for(current_member(), program_id)
    return Desk(program, round_for(program, round_id), _view())


def show(desk: Desk, status: int = 200, done: Done | None = None, problem: str = "") -> Any:
    """The board, whole or as the fragment that htmx asked for."""
    board, done = boards.board(desk.draft, desk.view), done or _done_before(desk.draft)
    return page_or_fragment(
        "rounds/show.html",
        "rounds/_board.html",
        status,
        program=desk.program,
        draft=desk.draft,
        desk=desk,
        board=board,
        done=done,
        focus=_focus(board, done),
        problem=problem,
        words_for=words_for,
    )


def work(desk: Desk, verb: Callable[[], Done]) -> Any:
    """Do something to the draft and show what it made of it; where somebody was quicker, say so beside what stands."""
    try:
        done = verb()
    except (ChangedMeanwhile, WrongState) as refusal:
        return refused(desk, refusal)
    if wants_fragment():
        return show(desk, done=done)
    if len(done.ids) > MOST_IDS:
        done = replace(done, undo="", ids=[])
    session["round"] = {"id": desk.draft.id, **asdict(done)}
    return see_other(desk.address(choosing=None))


def refused(desk: Desk, refusal: Refused) -> Any:
    """The board as it stands, with the reason; a round that is no draft any more is seen as the record that it is."""
    if not round_for(desk.program, desk.draft.id).is_draft:
        raise refusal
    return show(desk, refusal.status, problem=words_for(refusal))


def _focus(board: boards.Board, done: Done | None) -> str:
    """The id of the element with which the admin goes on; `done` is what says what was just done."""
    there = {row.suggestion.id for row in board.page.rows if row.mentor and not row.obstacle}
    return next((f"{done.part}-{number}" for number in done.at if number in there), "done") if done else ""


def _view() -> boards.View:
    asked = request.args
    show_, sort = asked.get("show", ""), asked.get("sort", "")
    return boards.View(
        show=show_ if show_ in boards.FILTERS else boards.View.show,
        sort=sort if sort in boards.SORTS else boards.View.sort,
        page=max(1, asked.get("page", 1, type=whole_number)),
        choosing=asked.get("choosing", type=whole_number) if request.method == "GET" else None,
    )


def _done_before(draft: Round) -> Done | None:
    """What a form without script did, told the first time that the board is shown."""
    if session.get("round", {}).get("id") != draft.id:
        return None
    told = session.pop("round")
    del told["id"]
    return Done(**told)
