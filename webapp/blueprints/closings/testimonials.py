"""Showing thanks to the group: the exact words and how they are signed, before either agrees."""

from typing import Any

from flask import flash, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp import access
from webapp.access import current_member
from webapp.blueprints.closings.blueprint import blueprint
from webapp.blueprints.closings.forms import ConsentForm
from webapp.domain import closing, testimonials
from webapp.fragments import see_other


@blueprint.get("/pairs/<int:pair_id>/testimonials/<int:thanks_id>")
def testimonial(pair_id: int, thanks_id: int) -> Any:
    member = current_member()
    pair = access.pair_for(member, pair_id)
    offer = testimonials.offer(pair, access.thanks_for(pair, thanks_id))
    door = closing.demand(pair)
    asked = offer.row if offer.row and offer.row.is_asked else None
    form = ConsentForm(formdata=None, data={"is_signed": asked is None or asked.is_signed, "is_public": False})
    form.version.data = offer.version
    return render_template(
        "closings/testimonial.html",
        form=form,
        pair=pair,
        member=member,
        partner=pair.partner_of(member),
        offer=offer,
        asked=asked,
        author=pair.mentor if offer.thanks.author_id == pair.mentor_id else pair.mentee,
        can_agree=door.is_open and offer.can_be_agreed_to_by(member),
    )


@blueprint.post("/pairs/<int:pair_id>/testimonials/<int:thanks_id>")
def consent(pair_id: int, thanks_id: int) -> Response:
    """Ask, or agree; what was seen is brought back, so that nobody agrees to other words."""
    member = current_member()
    pair = access.pair_for(member, pair_id)
    thanks, form = access.thanks_for(pair, thanks_id), ConsentForm()
    wishes = {"is_signed": form.is_signed.data, "is_public": form.is_public.data}
    row = testimonials.consent(pair=pair, thanks=thanks, member=member, version=form.version.data or "", **wishes)
    name = pair.partner_of(member).first_name
    if row.stands:
        flash(_("Shown from now on. Either of you can take it back at any time."))
    else:
        flash(_("%(name)s is asked. Nothing is shown before you both agree.", name=name))
    return see_other(url_for("closings.show", pair_id=pair_id, _anchor="thanks"))


@blueprint.post("/pairs/<int:pair_id>/testimonials/<int:thanks_id>/delete")
def take_back(pair_id: int, thanks_id: int) -> Response:
    member = current_member()
    pair = access.pair_for(member, pair_id)
    testimonials.take_back(pair=pair, thanks=access.thanks_for(pair, thanks_id), member=member)
    flash(_("It is not shown."))
    return see_other(url_for("closings.show", pair_id=pair_id, _anchor="thanks"))
