"""The overview as tables, for a file: whole numbers and days, which every spreadsheet reads alike."""

from collections.abc import Iterator
from datetime import UTC, datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.blueprints.overviews.words import STAGES
from webapp.domain.glance.lines import PairLine
from webapp.domain.glance.program import Glance
from webapp.domain.glance.weeks import Week

Line = tuple[object, ...]

PAIRS: Line = (
    _l("Mentor"), _l("Mentee"), _l("State"), _l("Introduced"), _l("Closed"), _l("First message"),
    _l("Both have written"), _l("Steps done"),
)  # fmt: skip
STATES = {
    "active": _l("walking"),
    "paused": _l("on a break"),
    "suspended": _l("resting"),
    "completed": _l("completed"),
    "ended": _l("ended"),
}


def of_program(glance: Glance) -> list[Line]:
    """Every table of the overview with its heading, an empty line between them."""
    return [*_stages(glance), (), *_course(glance), (), *_weeks(glance)]


def line_of(mentor: str, mentee: str, pair: PairLine) -> Line:
    """A pair's line."""
    has_both = _("yes") if pair.both_wrote else _("no")
    days = [_day(moment) for moment in (pair.introduced_at, pair.closed_at, pair.first_at)]
    return mentor, mentee, str(STATES[pair.state]), *days, has_both, pair.done


def _day(moment: datetime | None) -> str:
    return moment.astimezone(UTC).date().isoformat() if moment else ""


def _stages(glance: Glance) -> Iterator[Line]:
    roles = [("mentee", _("Mentees")), ("mentor", _("Mentors"))]
    parts = (_("%(role)s: got here"), _("%(role)s: no further, may go on"), _("%(role)s: no further, will not"))
    yield _("How far people have come"), *(part % {"role": role} for _role, role in roles for part in parts)
    for stage in glance.stages:
        both = (stage.mentee, stage.mentor)
        yield str(STAGES[stage.key][0]), *(number for one in both for number in (one.reached, one.on, one.off))


def _course(glance: Glance) -> Iterator[Line]:
    yield _("Step"), _("Title"), _("Pairs here now"), _("Pairs that have done it")
    for number, camp in enumerate(glance.course.camps, 1):
        yield number, camp.title, camp.here, camp.done
    yield "", _("At the end of the path"), glance.course.at_end, ""


def _weeks(glance: Glance) -> Iterator[Line]:
    pairs = (_("Pairs under way"), _("Pairs in which both wrote"), _("Pairs in which one wrote"))
    yield _("Week of (Monday)"), *pairs, _("Messages"), _("Check-ins"), _("Could have checked in")
    for week in glance.weeks:
        yield _line(week)


def _line(week: Week) -> Line:
    messages = "" if week.messages is None else week.messages
    return week.week_of.isoformat(), week.pairs, week.both, week.one, messages, week.check_ins, week.could
