"""A program's rhythm in its file: the table [rhythm], of which every key may be left out."""

from collections.abc import Iterator
from typing import Any

from db.models import Program, Rhythm
from db.models.rhythm import SETTINGS
from webapp.domain.file_rules import RHYTHM, WEEKDAYS, Problem
from webapp.domain.rhythm.moments import is_quiet


def of_program(program: Program) -> dict[str, Any]:
    """What an admin has set, as a file has it; nothing where the defaults count (one query)."""
    found: Rhythm | None = Rhythm.get_or_none(Rhythm.program == program)
    if found is None:
        return {}
    said = {column: getattr(found, column) for column in SETTINGS}
    return {**said, "weekday": WEEKDAYS[found.weekday]}


def columns_of(said: dict[str, Any]) -> dict[str, Any]:
    """The columns of a Rhythm that a file sets."""
    return {**said, "weekday": WEEKDAYS.index(said["weekday"])} if "weekday" in said else said


def problems_of(content: dict[str, Any]) -> Iterator[Problem]:
    """What does not go together in a rhythm each of whose values may be."""
    said = content.get("rhythm", {})
    if any(RHYTHM.problems(said, ())):
        return
    rhythm = Rhythm(**columns_of(RHYTHM.clean(said)))
    if is_quiet(rhythm.hour, rhythm.quiet_from, rhythm.quiet_to):
        yield Problem(("rhythm", "hour"), "quiet")
    if rhythm.closing_days and rhythm.closing_days <= max(rhythm.silent_days, default=0):
        yield Problem(("rhythm", "closing_days"), "early")
