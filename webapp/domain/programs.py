"""A program's course: made from a curriculum, opened, started, finished, archived, copied."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from db.clock import now
from db.database import writing
from db.models import Group, Member, PairingPolicy, Program, Question, Rhythm, Step
from webapp.domain import audit, curricula, file_rhythm
from webapp.domain.curriculum import Curriculum, step_columns
from webapp.domain.errors import WrongState

MAY_COME_FROM = {
    "draft": ("archived",),
    "enrolling": ("draft",),
    "running": ("enrolling", "finished"),
    "finished": ("enrolling", "running", "archived"),
    "archived": ("draft", "finished"),
}


def create(*, actor: Member, group: Group, curriculum: Curriculum, state: str = "draft", **settings: Any) -> Program:
    """Make a program with its path, its questions and its rhythm, all at once or not at all.

    `state` is `draft` or `enrolling`; `settings` are columns that differ from the curriculum's (name, dates, …).
    """
    if state not in ("draft", "enrolling"):
        raise WrongState
    columns = {
        **_columns(curriculum),
        "opened_at": now() if state == "enrolling" else None,
        **settings,
    }
    with writing():
        program = Program.create(group=group, created_by=actor, state=state, **columns)
        for n, step in enumerate(curriculum.steps, 1):
            Step.create(program=program, position=n, **step_columns(step))
        for n, question in enumerate(curriculum.questions, 1):
            Question.create(program=program, position=n, **question)
        if curriculum.rhythm:
            Rhythm.keep(program, **file_rhythm.columns_of(curriculum.rhythm))
        audit.record("program.made", by=actor, of=program, group=group, state=state, steps=len(curriculum.steps))
    return program


def bring_in(*, actor: Member, group: Group, curriculum: Curriculum) -> Program:
    """Make a draft of what a program file says."""
    with writing():
        program = create(actor=actor, group=group, curriculum=curriculum)
        audit.record("program.imported", by=actor, of=program, group=group)
    return program


def update(*, program: Program, actor: Member, **settings: Any) -> None:
    """Change a program's settings (columns)."""
    with writing():
        Program.update(**settings).where(Program.id == program.id).execute()
        audit.record("program.changed", by=actor, of=program, group=program.group_id)


def copy(*, actor: Member, program: Program, group: Group, name: str) -> Program:
    """Make a draft with the same words, path, questions, policy and rhythm, without dates, people and removed steps."""
    curriculum = replace(Curriculum.from_program(program), name=name)
    kept = {"roles_open": program.roles_open, "enrollment_rule": program.enrollment_rule}
    with writing():
        copied = create(actor=actor, group=group, curriculum=curriculum, **kept)
        PairingPolicy.carry_over(program, copied)
        Rhythm.carry_over(program, copied)
        audit.record("program.copied", by=actor, of=program, group=program.group_id, copy=copied.id)
    return copied


def change_state(*, program: Program, actor: Member, to: str, today: date) -> None:
    """Lead a program on: `enrolling`, `running` (also back from finished), `finished`, `archived`.

    `today` is the actor's own day; a program that starts without a date starts on it. Raises WrongState.
    """
    with writing():
        fresh = Program.locked(program.id)
        if fresh.state not in MAY_COME_FROM[to]:
            raise WrongState
        changes: dict[str, Any] = {"state": to}
        if to == "enrolling":
            changes["opened_at"] = fresh.opened_at or now()
        if to == "running":
            changes["starts_on"] = fresh.starts_on or today
        Program.update(**changes).where(Program.id == program.id).execute()
        _note_state(fresh, actor, to)


def bring_back(*, program: Program, actor: Member) -> None:
    """Take a program out of the archive, to where it came from. Raises WrongState."""
    with writing():
        fresh = Program.locked(program.id)
        if fresh.state != "archived":
            raise WrongState
        to = "finished" if fresh.opened_at else "draft"
        Program.update(state=to).where(Program.id == program.id).execute()
        _note_state(fresh, actor, to)


def export(*, program: Program, actor: Member) -> Curriculum:
    """The program's words, path and questions, to be taken away in a file; that somebody did so is noted."""
    with writing():
        audit.record("program.exported", by=actor, of=program, group=program.group_id)
    return Curriculum.from_program(program)


def ends_on(program: Program, steps: int) -> date | None:
    """The day on which the program is to end: the one that was set, or that of the last of `steps` at its pace."""
    if program.ends_on or not program.starts_on:
        return program.ends_on
    return program.starts_on + timedelta(days=steps * program.cadence_days)


def proposed_start(today: date) -> date:
    """The first Monday that leaves two weeks for enrolling."""
    earliest = today + timedelta(days=14)
    return earliest + timedelta(days=-earliest.weekday() % 7)


def _note_state(program: Program, actor: Member, to: str) -> None:
    audit.record("program.led_on", by=actor, of=program, group=program.group_id, before=program.state, state=to)


def _columns(curriculum: Curriculum) -> dict[str, Any]:
    same = ("name", "summary", "description", "language", "cadence_days", "tags")
    return {
        **{column: getattr(curriculum, column) for column in same},
        "curriculum": curriculum.slug if curriculum.slug in curricula.SLUGS else "",
        "mentor_expectations": curriculum.expectations["mentor"],
        "mentee_expectations": curriculum.expectations["mentee"],
    }
