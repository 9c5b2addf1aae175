"""The pulse: one's own number for how the mentorship goes, and those that one gave before."""

from typing import Any

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _

from db.models import Member, Pair
from webapp.access import current_member, pair_for
from webapp.blueprints.pulses.drawing import drawn
from webapp.blueprints.pulses.forms import PulseForm
from webapp.domain import pulses
from webapp.fragments import see_other

blueprint = Blueprint("pulses", __name__)


@blueprint.get("/pairs/<int:pair_id>/pulses")
def index(pair_id: int) -> Any:
    member = current_member()
    return _page(pair_for(member, pair_id), member)


@blueprint.post("/pairs/<int:pair_id>/pulses")
def create(pair_id: int) -> Any:
    member = current_member()
    pair = pair_for(member, pair_id)
    form = PulseForm()
    if not form.validate_on_submit():
        return _page(pair, member, form, 422)
    pulses.answer(pair=pair, member=member, score=form.score.data)
    flash(_("Thank you. Only you see the number."))
    return see_other(url_for("pulses.index", pair_id=pair_id))


def _page(pair: Pair, member: Member, form: PulseForm | None = None, status: int = 200) -> Any:
    standing = pulses.of(pair, member)
    if form is None:
        form = PulseForm(formdata=None, score=standing.mine.score if standing.mine else None)
    page = render_template(
        "pulses/index.html",
        pair=pair,
        partner=pair.partner_of(member),
        standing=standing,
        can_answer=standing.period is not None and pair.can_be_written_in(),
        drawing=drawn([pulse.score for pulse in standing.pulses]),
        form=form,
    )
    return page, status
