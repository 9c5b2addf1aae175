"""Deciding about a case: a page that says what follows and holds the words to both, and its button."""

from datetime import timedelta
from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from db.models import Appeal, Member, Report
from webapp import case_letters
from webapp.access import case_for, current_member
from webapp.blueprints.cases import words
from webapp.blueprints.cases.blueprint import blueprint
from webapp.blueprints.cases.forms import DecisionForm
from webapp.blueprints.cases.page import queue_address
from webapp.domain.cases import decisions, handlers
from webapp.domain.cases.decisions import Choice, Effects
from webapp.domain.errors import NotYours, WrongState
from webapp.filters import today
from webapp.fragments import see_other
from webapp.realtime import broadcasts

A_WEEK = timedelta(days=7)


@blueprint.get("/cases/<int:report_id>/decisions/new")
def new_decision(report_id: int) -> str:
    """`?outcome=`: what it would do, and the words to both sides, to be changed or sent as they are."""
    member = current_member()
    report = case_for(member, report_id)
    outcome = request.args.get("outcome", "nothing")
    if outcome not in _possible(report, member):
        raise WrongState
    prefilled = words.prefilled(report, outcome, Appeal.open_of(report))
    return _page(report, DecisionForm(data={"outcome": outcome, "until": today() + A_WEEK, **prefilled}))


@blueprint.post("/cases/<int:report_id>/decisions")
def decide(report_id: int) -> Any:
    member = current_member()
    report = case_for(member, report_id)
    back, form = queue_address(report, member), DecisionForm()
    if not form.validate_on_submit():
        return _page(report, form), 422
    effects = _made(report, member, form.choice())
    for pair_id in effects.pairs:
        broadcasts.pair_closed(pair_id)
    if effects.signed_out:
        broadcasts.sessions_ended(effects.signed_out.id)
    case_letters.tell_sides(effects)
    flash(_("It is decided, and the words are on their way."))
    return see_other(back)


def _made(report: Report, member: Member, choice: Choice) -> Effects:
    """The decision about an open case, or the answer to an appeal."""
    appeal = Appeal.open_of(report)
    if appeal:
        return decisions.answer(appeal=appeal, by=member, choice=choice)
    return decisions.decide(report=report, by=member, choice=choice)


def _possible(report: Report, member: Member) -> list[str]:
    those = handlers.of(report)
    if member.id not in those.ids:
        raise NotYours
    if report.state == "closed" and Appeal.open_of(report) is None:
        raise WrongState
    return decisions.possible(report, is_host=those.queue == "host")


def _page(report: Report, form: DecisionForm) -> str:
    if form.outcome.data not in decisions.OUTCOMES:
        form.outcome.data = "nothing"
    # A pause with another end is another one: whether it has one is known only when it is sent.
    outcome = form.outcome.data
    told = decisions.hearers(report, Appeal.open_of(report), outcome=outcome, until=form.choice().until)
    form.call_sides(told)
    back = url_for("cases.show", report_id=report.id)
    return render_template("cases/decision.html", report=report, form=form, told=told, back=back)
