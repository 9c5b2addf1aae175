"""Declining in the first week; saying after the second how the two fit, and what "not a fit" leads to."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from db.models import Member, Pair
from webapp.access import current_member, open_pair_for, pair_for
from webapp.blueprints.fit.forms import FitForm
from webapp.domain import fit
from webapp.domain.errors import TooLate, WrongState
from webapp.fragments import see_other
from webapp.realtime import broadcasts

blueprint = Blueprint("fit", __name__)


@blueprint.get("/pairs/<int:pair_id>/declination")
def new_declination(pair_id: int) -> Any:
    """What declining does is said first, then one button."""
    member = current_member()
    pair = open_pair_for(member, pair_id)
    if not fit.of(pair, member).can_decline:
        raise TooLate
    return render_template("fit/declination.html", pair=pair, partner=pair.partner_of(member), **_role(pair, member))


@blueprint.post("/pairs/<int:pair_id>/declination")
def decline(pair_id: int) -> Response:
    member = current_member()
    pair = pair_for(member, pair_id)
    if fit.decline(pair=pair, member=member):
        broadcasts.pair_closed(pair.id)
    return _given_up(pair, member)


@blueprint.route("/pairs/<int:pair_id>/fit", methods=["GET", "POST"])
def edit(pair_id: int) -> Any:
    member = current_member()
    pair = open_pair_for(member, pair_id)
    say = fit.of(pair, member)
    if not say.can_answer:
        raise WrongState
    form = FitForm(data={"fit": say.answer})
    if not form.validate_on_submit():
        page = render_template("fit/edit.html", form=form, pair=pair, partner=pair.partner_of(member))
        return page, 422 if form.errors else 200
    fit.answer(pair=pair, member=member, fit=form.fit.data)
    if form.fit.data == "not_a_fit":
        return see_other(url_for("fit.new_parting", pair_id=pair_id))
    flash(_("Thank you. Only you see what you answered."))
    return see_other(url_for("pairs.show", pair_id=pair_id))


@blueprint.get("/pairs/<int:pair_id>/parting")
def new_parting(pair_id: int) -> Any:
    """After "not a fit": give the pair up, or go on."""
    member = current_member()
    pair = open_pair_for(member, pair_id)
    if not fit.of(pair, member).can_part:
        return redirect(url_for("fit.edit", pair_id=pair_id))
    return render_template("fit/parting.html", pair=pair, partner=pair.partner_of(member), **_role(pair, member))


@blueprint.post("/pairs/<int:pair_id>/parting")
def part(pair_id: int) -> Response:
    member = current_member()
    pair = pair_for(member, pair_id)
    if fit.part(pair=pair, member=member):
        broadcasts.pair_closed(pair.id)
    return _given_up(pair, member)


def _role(pair: Pair, member: Member) -> dict[str, str]:
    return {"role": pair.role_of(member)}


def _given_up(pair: Pair, member: Member) -> Response:
    if pair.role_of(member) == "mentee":
        flash(_("The mentorship has ended. You wait again, and come first in the next round."))
    else:
        flash(_("The mentorship has ended. Your place is free again, and you stay available."))
    return see_other(_place(pair, member))


def _place(pair: Pair, member: Member) -> str:
    """Where somebody sees how their place in the program stands."""
    mine = pair.mentor_enrollment_id if pair.role_of(member) == "mentor" else pair.mentee_enrollment_id
    if mine is None:
        return url_for("programs.show", program_id=pair.program_id)
    return url_for("enrollments.show", enrollment_id=mine)
