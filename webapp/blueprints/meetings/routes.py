"""A pair's meetings: proposing times, agreeing on one, moving it, calling it off, saying how it went."""

from typing import Any

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from db.models import Member, Pair
from webapp import calendars, limits
from webapp.access import current_member, meeting_for, open_pair_for, pair_for
from webapp.blueprints.meetings.forms import (
    AgreementForm,
    AnswerForm,
    DetailsForm,
    PastForm,
    ProposalForm,
    TimesForm,
)
from webapp.domain import vault
from webapp.domain.errors import TimesHaveChanged
from webapp.domain.meetings import past, planning, reading, suggestions
from webapp.fragments import see_other

blueprint = Blueprint("meetings", __name__)


@blueprint.get("/pairs/<int:pair_id>/meetings")
def index(pair_id: int) -> Any:
    """What is planned, what waits for an answer, what was; and planning another one."""
    member = current_member()
    return _page(pair_for(member, pair_id), member, ProposalForm(formdata=None, times=[]))


@blueprint.post("/pairs/<int:pair_id>/meetings")
@limits.meetings_per_member
def create(pair_id: int) -> Any:
    member = current_member()
    pair = open_pair_for(member, pair_id)
    form = ProposalForm()
    form.validate()
    times = form.chosen(member.time_zone)
    if form.errors:
        return _page(pair, member, form), 422
    details = {"minutes": form.minutes.data, "where": form.where.data or ""}
    planning.propose(pair=pair, actor=member, times=times, **details)
    flash(_("Proposed. %(name)s can accept one of the times with one tap.", name=pair.partner_of(member).first_name))
    return _back(pair)


@blueprint.route("/pairs/<int:pair_id>/meetings/<int:meeting_id>/edit", methods=["GET", "POST"])
@limits.meetings_per_member
def edit(pair_id: int, meeting_id: int) -> Any:
    """Propose other times: instead of those on offer, or to move what is agreed."""
    member = current_member()
    pair = open_pair_for(member, pair_id)
    meeting = meeting_for(pair, meeting_id)
    form = TimesForm(times=[]) if request.method == "GET" else TimesForm()
    times = form.chosen(member.time_zone) if form.validate_on_submit() else []
    if not times or form.errors:
        shown = {"meeting": reading.planned(meeting, vault.of_pair(pair.id)), **_times(pair, member, meeting.minutes)}
        page = render_template("meetings/edit.html", form=form, **shown)
        return page, 422 if form.errors else 200
    planning.offer(meeting=meeting, actor=member, times=times)
    flash(_("Proposed. %(name)s can accept one of the times with one tap.", name=pair.partner_of(member).first_name))
    return _back(pair)


@blueprint.route("/pairs/<int:pair_id>/meetings/<int:meeting_id>/details", methods=["GET", "POST"])
@limits.meetings_per_member
def edit_details(pair_id: int, meeting_id: int) -> Any:
    """How long it is, and where."""
    member = current_member()
    pair = open_pair_for(member, pair_id)
    meeting = meeting_for(pair, meeting_id)
    planned = reading.planned(meeting, vault.of_pair(pair.id))
    form = DetailsForm(data={"minutes": meeting.minutes, "where": planned.where or ""})
    if not form.validate_on_submit():
        page = render_template("meetings/details.html", form=form, pair=pair, partner=pair.partner_of(member))
        return page, 422 if form.errors else 200
    planning.change(meeting=meeting, actor=member, minutes=form.minutes.data, where=form.where.data or "")
    return _back(pair)


@blueprint.post("/pairs/<int:pair_id>/meetings/<int:meeting_id>/agreement")
def accept(pair_id: int, meeting_id: int) -> BaseResponse:
    member = current_member()
    pair = open_pair_for(member, pair_id)
    meeting = meeting_for(pair, meeting_id)
    starts_at = AgreementForm().instant()
    if starts_at is None:
        raise TimesHaveChanged
    planning.accept(meeting=meeting, actor=member, starts_at=starts_at)
    flash(_("Agreed. We remind you both the day before and an hour before."))
    return _back(pair)


@blueprint.post("/pairs/<int:pair_id>/meetings/<int:meeting_id>/move/delete")
def keep(pair_id: int, meeting_id: int) -> BaseResponse:
    """Leave an agreed meeting where it is."""
    member = current_member()
    pair = open_pair_for(member, pair_id)
    planning.keep(meeting=meeting_for(pair, meeting_id), actor=member)
    return _back(pair)


@blueprint.post("/pairs/<int:pair_id>/meetings/<int:meeting_id>/cancellation")
def cancel(pair_id: int, meeting_id: int) -> BaseResponse:
    member = current_member()
    pair = open_pair_for(member, pair_id)
    planning.cancel(meeting=meeting_for(pair, meeting_id), actor=member)
    flash(_("Called off. %(name)s is told.", name=pair.partner_of(member).first_name))
    return _back(pair)


@blueprint.post("/pairs/<int:pair_id>/meetings/<int:meeting_id>/answer")
def answer(pair_id: int, meeting_id: int) -> Any:
    member = current_member()
    pair = open_pair_for(member, pair_id)
    meeting, form = meeting_for(pair, meeting_id), AnswerForm()
    if not form.validate_on_submit():
        return _page(pair, member, ProposalForm(formdata=None, times=[])), 422
    past.answer(meeting=meeting, actor=member, answer=form.answer.data)
    if form.answer.data == "moved":
        return see_other(url_for("meetings.log", pair_id=pair_id))
    flash(_("Thank you, noted for you both."))
    return _back(pair)


@blueprint.route("/pairs/<int:pair_id>/meetings/past", methods=["GET", "POST"])
@limits.meetings_per_member
def log(pair_id: int) -> Any:
    """Note a meeting that has taken place."""
    member = current_member()
    pair = open_pair_for(member, pair_id)
    form = PastForm()
    starts_at = form.began(member.time_zone) if form.validate_on_submit() else None
    if starts_at is None:
        page = render_template("meetings/past.html", form=form, pair=pair, partner=pair.partner_of(member))
        return page, 422 if form.errors else 200
    past.log(pair=pair, actor=member, starts_at=starts_at, minutes=form.minutes.data)
    flash(_("Thank you, noted for you both."))
    return _back(pair)


@blueprint.get("/pairs/<int:pair_id>/meetings/<int:meeting_id>/calendar")
def calendar(pair_id: int, meeting_id: int) -> Response:
    """An agreed meeting as a file for one's calendar, with the place: only the two can fetch it."""
    member = current_member()
    pair = open_pair_for(member, pair_id)
    planned = reading.planned(meeting_for(pair, meeting_id), vault.of_pair(pair.id))
    if planned.row.starts_at is None:
        raise TimesHaveChanged
    response = Response(calendars.of_meeting(planned, pair=pair, reader=member), mimetype=calendars.MIME)
    response.headers.set("Content-Disposition", "attachment", filename="meeting.ics")
    return response


def _page(pair: Pair, member: Member, form: ProposalForm) -> str:
    is_open = pair.can_be_written_in()
    every = reading.of_pair(pair, vault.of_pair(pair.id))
    return render_template(
        "meetings/index.html",
        form=form,
        is_open=is_open,
        ahead=sorted((each for each in every if each.is_ahead), key=lambda each: each.row.starts_at or each.times[0]),
        past=[each for each in every if not each.is_ahead and each.can_be_answered],
        **_times(pair, member, form.minutes.data),
    )


def _times(pair: Pair, member: Member, minutes: int) -> dict[str, Any]:
    zone = str(member.time_zone)
    found = suggestions.of_pair(pair, zone, minutes or 60) if pair.is_open else []
    return {"pair": pair, "member": member, "partner": pair.partner_of(member), "zone": zone, "suggested": found}


def _back(pair: Pair) -> BaseResponse:
    return see_other(url_for("meetings.index", pair_id=pair.id))
