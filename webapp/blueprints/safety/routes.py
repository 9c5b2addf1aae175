from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp import access
from webapp.access import current_member
from webapp.domain import people, safety
from webapp.fragments import see_other
from webapp.realtime import broadcasts

blueprint = Blueprint("safety", __name__)


@blueprint.get("/blocks")
def index() -> Any:
    """Whom I have blocked."""
    member = current_member()
    blocks = safety.blocks_of(member)
    known = people.known_among(member, [block.blocked_id for block in blocks])
    return render_template("safety/index.html", blocks=blocks, known=known)


@blueprint.route("/pairs/<int:pair_id>/block", methods=["GET", "POST"])
def new(pair_id: int) -> Any:
    """Block one's partner: what it does is said first, then one button."""
    member = current_member()
    pair = access.pair_for(member, pair_id)
    partner = pair.partner_of(member)
    if request.method == "GET":
        return render_template("safety/new.html", pair=pair, partner=partner)
    for ended in safety.block(blocker=member, blocked=partner):
        broadcasts.pair_closed(ended)
    flash(_("This person can no longer reach you, and was not told."))  # no name: a cookie can be read on the device
    return see_other(url_for("safety.index"))


@blueprint.post("/blocks/<int:member_id>/delete")
def delete(member_id: int) -> Response:
    safety.unblock(blocker=current_member(), blocked_id=member_id)
    return see_other(url_for("safety.index"))
