"""The path's editor: steps are added, reworded, moved, taken out and put back, also while pairs walk it.

What pairs have done stays theirs: a completion points at the step, wherever it stands, and a step is never deleted.
"""

from typing import Any

from db.clock import now
from db.database import writing
from db.models import Member, Program, Step
from webapp.domain import audit, ordering
from webapp.domain.curriculum import step_columns
from webapp.domain.errors import ChangedMeanwhile, LastStep, PathIsFull
from webapp.domain.file_rules import MOST_STEPS, STEP


def add(*, program: Program, actor: Member, content: dict[str, Any], after: int | None) -> Step:
    """Put a new step after the one with this id; `None` or an unknown id: at the end, 0: first. Raises PathIsFull."""
    with writing():
        held = Program.locked(program.id)
        path = list(Step.of_program(program))
        if len(path) >= MOST_STEPS:
            raise PathIsFull
        step = Step.create(program=program, position=0, **step_columns(STEP.clean(content)))
        place = 0 if after == 0 else next((i + 1 for i, s in enumerate(path) if s.id == after), len(path))
        _write_order(program, [*path[:place], step, *path[place:]])
        _note(held, actor, step, "added")
    return step


def update(*, step: Step, actor: Member, content: dict[str, Any], version: str) -> None:
    """Reword a step whose `version` is still the one that the actor began with. Raises ChangedMeanwhile."""
    with writing():
        held = Program.locked(step.program_id)
        fresh = Step.get_by_id(step.id)
        if fresh.version != version or fresh.removed_at:
            raise ChangedMeanwhile
        Step.update(**step_columns(STEP.clean(content))).where(Step.id == step.id).execute()
        _note(held, actor, step, "reworded")


def move(*, program: Program, actor: Member, step: Step, seen: int, to: int) -> None:
    """Move a step that the actor saw at place `seen` (from 0) to place `to`. Raises ChangedMeanwhile."""
    with writing():
        held = Program.locked(program.id)
        _write_order(program, ordering.moved(list(Step.of_program(program)), step.id, seen=seen, to=to))
        _note(held, actor, step, "moved")


def remove(*, program: Program, actor: Member, step: Step) -> None:
    """Take a step out of the path. Pairs that have done it keep it. Raises LastStep."""
    with writing():
        held = Program.locked(program.id)
        others = Step.of_program(program).where(Step.id != step.id)
        if not others.exists():
            raise LastStep
        Step.update(removed_at=now()).where((Step.id == step.id) & Step.removed_at.is_null()).execute()
        _note(held, actor, step, "removed")


def put_back(*, program: Program, actor: Member, step: Step) -> None:
    """Put a removed step back where it was, as far as its neighbours are still there. Raises PathIsFull."""
    with writing():
        held = Program.locked(program.id)
        if Step.of_program(program).count() >= MOST_STEPS:
            raise PathIsFull
        Step.update(removed_at=None).where(Step.id == step.id).execute()
        _note(held, actor, step, "put_back")


def _note(program: Program, actor: Member, step: Step, what: str) -> None:
    audit.record("program.path_changed", by=actor, of=program, group=program.group_id, step=step.id, what=what)


def _write_order(program: Program, path: list[Step]) -> None:
    """Number the path anew, with each removed step kept behind the step that it followed."""
    followed: dict[int, list[Step]] = {}
    last = 0
    for step in Step.ever_of_program(program.id):
        if step.removed_at is None:
            last = step.id if step.position else last
        else:
            followed.setdefault(last, []).append(step)
    order = list(followed.get(0, []))
    for step in path:
        order += [step, *followed.get(step.id, [])]
    ordering.renumber(Step, order)
