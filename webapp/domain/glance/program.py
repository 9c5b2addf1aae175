"""All that the overview shows, in a fixed number of queries."""

from dataclasses import dataclass

from db.database import writing
from db.models import Member, Program
from webapp.domain import audit
from webapp.domain.glance import endings, funnel, lines, path, weeks
from webapp.domain.glance.endings import Beginnings, Endings, Survey
from webapp.domain.glance.funnel import Stage
from webapp.domain.glance.path import Course
from webapp.domain.glance.weeks import Week


@dataclass(frozen=True)
class Glance:
    """A program in numbers."""

    stages: list[Stage]
    course: Course
    weeks: list[Week]
    beginnings: Beginnings
    endings: Endings
    survey: Survey | None

    @property
    def this_week(self) -> Week:
        """The week that is not over yet."""
        return self.weeks[-1]


def glance(program: Program, most_weeks: int = weeks.SHOWN) -> Glance:
    """The program as it stands (seven queries, however many pairs)."""
    every = lines.of_program(program)
    return Glance(
        stages=funnel.stages(program, every),
        course=path.course(program, every),
        weeks=weeks.weeks(program, every, most_weeks),
        beginnings=endings.beginnings(every),
        endings=endings.endings(every),
        survey=endings.survey(program),
    )


def note_export(*, program: Program, by: Member) -> None:
    """Note that an admin takes the pairs' table away as a file."""
    with writing():
        audit.record("program.pairs_exported", by=by, of=program, group=program.group_id)
