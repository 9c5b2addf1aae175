"""A decision for the one whom it concerns, and a second look for either side; by a mailed link for who was banned."""

from typing import Any

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _

from db.models import Member, Report
from webapp import case_letters, limits
from webapp.access import current_member, decision_for, public, report_for
from webapp.blueprints.decisions.forms import AppealForm
from webapp.domain.cases import appeals
from webapp.domain.errors import WrongState
from webapp.fragments import see_other

blueprint = Blueprint("decisions", __name__)


@blueprint.get("/decisions/<int:decision_id>")
def show(decision_id: int) -> str:
    member = current_member()
    decision = decision_for(member, decision_id)
    return render_template("decisions/show.html", standing=appeals.standing(decision, member))


@blueprint.route("/decisions/<int:decision_id>/appeal", methods=["GET", "POST"])
def appeal(decision_id: int) -> Any:
    """The reported person asks for a second look."""
    member = current_member()
    decision = decision_for(member, decision_id)
    return _asked(decision.report, member, url_for("decisions.show", decision_id=decision_id))


@blueprint.route("/reports/<int:report_id>/appeal", methods=["GET", "POST"])
def appeal_report(report_id: int) -> Any:
    """The reporter asks for a second look."""
    member = current_member()
    report = report_for(member, report_id)
    return _asked(report, member, url_for("reports.show", report_id=report_id))


@blueprint.route("/decisions/by-link/<token>", methods=["GET", "POST"])
@public
@limits.decision_links_per_origin
def show_by_link(token: str) -> Any:
    """Who was banned reads why, and asks once for a second look; that spends the link."""
    standing = appeals.by_link(token)
    form = AppealForm()
    if not standing.can_appeal or not form.validate_on_submit():
        page = render_template("decisions/by_link.html", standing=standing, form=form, token=token)
        return page, 422 if form.errors else 200
    made = appeals.appeal_by_link(token=token, words=form.words.data)
    case_letters.tell_handlers(made.report_id)
    return render_template("decisions/received.html")


def _asked(report: Report, member: Member, back: str) -> Any:
    form = AppealForm()
    if form.validate_on_submit():
        is_new = appeals.can_appeal(report, member)
        appeals.appeal(report=report, member=member, words=form.words.data)
        if is_new:
            case_letters.tell_handlers(report.id)
        flash(_("Your request has arrived. Somebody who has not decided before looks at it again."))
        return see_other(back)
    if not appeals.can_appeal(report, member):
        raise WrongState
    return render_template("decisions/appeal.html", form=form, back=back), 422 if form.errors else 200
