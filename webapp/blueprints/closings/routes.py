"""The good end of a pair, a page of a few parts: thanks, the survey, what comes next. Each is saved by itself."""

from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from db.models import Enrollment, Member, Pair
from webapp import access
from webapp.access import current_member
from webapp.blueprints.closings import certificates, renewals, results, testimonials  # noqa: F401 # their routes
from webapp.blueprints.closings.blueprint import blueprint
from webapp.blueprints.closings.forms import SurveyForm, ThanksForm
from webapp.blueprints.closings.page import parts
from webapp.domain import closing, ways_on
from webapp.fragments import see_other


@blueprint.get("/pairs/<int:pair_id>/closing")
def show(pair_id: int) -> Any:
    member = current_member()
    pair, door = access.closing_for(member, pair_id)
    return render_template("closings/show.html", **parts(pair, member, door))


@blueprint.post("/pairs/<int:pair_id>/closing/thanks")
def thank(pair_id: int) -> Any:
    member = current_member()
    pair, door = access.closing_for(member, pair_id)
    form = ThanksForm()
    if not form.validate_on_submit():
        context = {**parts(pair, member, door), "form": form, "thanks_form": form}
        return render_template("closings/show.html", **context), 422
    closing.thank(pair=pair, author=member, body=form.body.data)
    flash(_("Kept. %(name)s finds it on this page.", name=pair.partner_of(member).first_name))
    return _back(pair_id, "thanks")


@blueprint.post("/pairs/<int:pair_id>/closing/thanks/delete")
def unthank(pair_id: int) -> Response:
    member = current_member()
    pair, _door = access.closing_for(member, pair_id)
    closing.take_thanks_back(pair=pair, author=member)
    return _back(pair_id, "thanks")


@blueprint.post("/pairs/<int:pair_id>/closing/answers")
def answer(pair_id: int) -> Any:
    member = current_member()
    pair, door = access.closing_for(member, pair_id)
    form = SurveyForm()
    if not form.validate_on_submit():
        context = {**parts(pair, member, door), "form": form, "survey_form": form}
        return render_template("closings/show.html", **context), 422
    closing.answer(pair=pair, member=member, **form.data)
    flash(_("Thank you. Your answers are kept."))
    return _back(pair_id, "survey")


@blueprint.post("/pairs/<int:pair_id>/closing/choice")
def choose(pair_id: int) -> Response:
    """Keep what comes next; once the pair is closed it is done at once, and leads there."""
    member = current_member()
    pair, door = access.closing_for(member, pair_id)
    choice = request.form.get("choice", "")
    if choice not in closing.CHOICES:
        return _back(pair_id, "next")
    closing.choose(pair=pair, member=member, choice=choice)
    if door.is_over:
        return _go_on(pair, member, choice)
    flash(_("Kept. When the mentorship is finished, this page leads you on."))
    return _back(pair_id, "next")


def _go_on(pair: Pair, member: Member, choice: str) -> Response:
    if choice == "done":
        ways_on.say_goodbye(pair=pair, member=member)
        flash(_("Goodbye, and thank you for the way you went. The door stays open."))
        return _back(pair.id, "next")
    place = (ways_on.again if choice == "again" else ways_on.as_mentor)(pair=pair, member=member)
    if place is None:
        flash(_("No program of the group takes people for this now. When one opens, you find it on the group's page."))
        return _back(pair.id, "next")
    return see_other(_place(place))


def _place(place: Enrollment) -> str:
    """A draft is to be looked through and sent; else how it stands."""
    page = "enrollments.check" if place.state == "draft" else "enrollments.show"
    return url_for(page, enrollment_id=place.id)


def _back(pair_id: int, part: str) -> Response:
    return see_other(url_for("closings.show", pair_id=pair_id, _anchor=part))
