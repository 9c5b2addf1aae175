"""A program's rhythm as its admins set it: the days, the hours, and their own words."""

from typing import Any

from db.database import writing
from db.models import Member, Program, Rhythm
from webapp.domain import audit


def change(*, program: Program, actor: Member, **settings: Any) -> None:
    """Keep a program's rhythm (columns of Rhythm). It counts from the next nudge on; what was told stays told."""
    with writing():
        Rhythm.keep(program, **settings, changed_by=actor)
        said = {"is_on": settings["is_on"], "words": len(settings["words"])}
        audit.record("rhythm.changed", by=actor, of=program, group=program.group_id, **said)
