"""Working on a case: taking it up, a note, handing it over, standing back, keeping somebody out while it is open."""

from collections.abc import Callable
from typing import Any

from flask import flash, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from db.models import Member, Report
from webapp import case_letters
from webapp.access import case_for, current_member
from webapp.blueprints.cases.blueprint import blueprint
from webapp.blueprints.cases.forms import NoteForm
from webapp.blueprints.cases.page import case_page, queue_address
from webapp.domain.cases import working
from webapp.fragments import see_other
from webapp.realtime import broadcasts


@blueprint.post("/cases/<int:report_id>/taking")
def take(report_id: int) -> Response:
    member = current_member()
    working.take(report=case_for(member, report_id), by=member)
    flash(_("Thank you for taking it up. Whoever reported it now sees that somebody looks at it."))
    return _to(report_id)


@blueprint.post("/cases/<int:report_id>/notes")
def note(report_id: int) -> Any:
    member = current_member()
    report = case_for(member, report_id)
    form = NoteForm()
    if not form.validate_on_submit():
        return case_page(report, member, form), 422
    working.note(report=report, by=member, words=form.words.data)
    return see_other(url_for("cases.show", report_id=report_id, _anchor="notes"))


@blueprint.post("/cases/<int:report_id>/handover")
def hand_over(report_id: int) -> Response:
    member = current_member()
    report = case_for(member, report_id)
    return _leave_to_others(report, member, working.hand_over, _("The case is with the host now."))


@blueprint.post("/cases/<int:report_id>/recusal")
def stand_back(report_id: int) -> Response:
    member = current_member()
    report = case_for(member, report_id)
    thanks = _("Thank you for saying so. The case is with others now, and you no longer see it.")
    return _leave_to_others(report, member, working.stand_back, thanks)


@blueprint.post("/cases/<int:report_id>/suspension")
def pause(report_id: int) -> Response:
    member = current_member()
    for pair_id in working.pause(report=case_for(member, report_id), by=member):
        broadcasts.pair_closed(pair_id)
    flash(_("They are kept out of the group as long as the case is open."))
    return _to(report_id)


@blueprint.post("/cases/<int:report_id>/suspension/delete")
def unpause(report_id: int) -> Response:
    member = current_member()
    for pair_id in working.unpause(report=case_for(member, report_id), by=member):
        broadcasts.pair_closed(pair_id)  # whoever has the page open looks again
    flash(_("They are back in the group, and everything there is as it was."))
    return _to(report_id)


def _to(report_id: int) -> Response:
    return see_other(url_for("cases.show", report_id=report_id))


def _leave_to_others(report: Report, member: Member, verb: Callable[..., object], words: str) -> Response:
    back = queue_address(report, member)
    verb(report=report, by=member)
    case_letters.tell_handlers(report.id, but=member)
    flash(words)
    return see_other(back)
