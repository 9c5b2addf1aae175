from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from db.models import Member
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
    """Block one's partner, of now or of once."""
    member = current_member()
    pair = access.pair_for(member, pair_id)
    return _block(member, pair.partner_of(member), back=url_for("pairs.show", pair_id=pair.id))


@blueprint.route("/members/<int:member_id>/block", methods=["GET", "POST"])
def new_of_member(member_id: int) -> Any:
    """Block somebody with whom one need not have a pair."""
    member = current_member()
    return _block(member, access.person_for(member, member_id), back=url_for("profiles.show", member_id=member_id))


@blueprint.post("/blocks/<int:member_id>/delete")
def delete(member_id: int) -> Response:
    safety.unblock(blocker=current_member(), blocked_id=member_id)
    return see_other(url_for("safety.index"))


def _block(member: Member, other: Member, *, back: str) -> Any:
    """What it does is said first, then one button. Who has been blocked already is on the page of those."""
    if request.method == "GET":
        if safety.has_blocked(blocker=member, other=other):
            return see_other(url_for("safety.index"))
        ends = safety.would_end(member, other)
        return render_template("safety/new.html", person=other, ends=ends, address=request.path, back=back)
    for ended in safety.block(blocker=member, blocked=other):
        broadcasts.pair_closed(ended)
    flash(_("This person can no longer reach you, and was not told."))  # no name: a cookie can be read on the device
    return see_other(url_for("safety.index"))
