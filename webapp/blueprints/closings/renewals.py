from flask import flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp import access
from webapp.access import current_member
from webapp.blueprints.closings.blueprint import blueprint
from webapp.domain import renewals
from webapp.fragments import see_other
from webapp.inputs import whole_number


@blueprint.post("/pairs/<int:pair_id>/renewals")
def propose(pair_id: int) -> Response:
    member = current_member()
    pair, _door = access.closing_for(member, pair_id)
    weeks = request.form.get("weeks", 0, type=whole_number)
    if weeks in renewals.WEEKS:
        renewal = renewals.propose(pair=pair, member=member, weeks=weeks)
        if not renewal.agreed_at:
            flash(
                _(
                    "%(name)s is asked. Nothing changes before there is an answer.",
                    name=pair.partner_of(member).first_name,
                )
            )
    return _back(pair_id)


@blueprint.post("/pairs/<int:pair_id>/renewals/<int:renewal_id>/agreement")
def agree(pair_id: int, renewal_id: int) -> Response:
    member = current_member()
    pair = access.pair_for(member, pair_id)
    renewals.agree(pair=pair, renewal=access.renewal_for(pair, renewal_id), member=member)
    flash(_("You go on together. The weekly check-ins go on as well."))
    return _back(pair_id)


@blueprint.post("/pairs/<int:pair_id>/renewals/<int:renewal_id>/delete")
def decline(pair_id: int, renewal_id: int) -> Response:
    """Say no, or take one's own proposal back."""
    member = current_member()
    pair = access.pair_for(member, pair_id)
    renewals.decline(pair=pair, renewal=access.renewal_for(pair, renewal_id), member=member)
    return _back(pair_id)


def _back(pair_id: int) -> Response:
    return see_other(url_for("closings.show", pair_id=pair_id, _anchor="on"))
