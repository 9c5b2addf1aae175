"""The page of a case, as every route of this package that shows it renders it."""

from flask import render_template, url_for
from flask_babel import get_locale

from db.models import Member, Report
from webapp.blueprints.cases.forms import NoteForm
from webapp.domain import reports
from webapp.domain.cases import decisions, handlers, reading, working


def case_page(report: Report, member: Member, form: NoteForm | None = None) -> str:
    """The case; with a form that was not accepted, that one as it was filled in. That it was opened is noted."""
    case = reading.open_case(report=report, viewer=member)
    return render_template(
        "cases/show.html",
        case=case,
        report=report,
        form=form or NoteForm(formdata=None),
        outcomes=decisions.possible(report, is_host=case.is_host) if case.is_open and case.can_handle else [],
        emergency=reports.emergency_words(str(get_locale() or "en")) if report.is_urgent else "",
        can_pause=report.category in working.PAUSES and report.state != "closed" and "pause" in _of_person(report),
        back=queue_address(report, member),
    )


def queue_address(report: Report, member: Member) -> str:
    """The queue in which this member found the case."""
    if report.group is not None and handlers.is_of_group(report, member):
        return url_for("cases.index", slug=report.group.slug)
    return url_for("cases.host_index")


def _of_person(report: Report) -> list[str]:
    return decisions.possible(report, is_host=False)
