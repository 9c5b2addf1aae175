"""A mentor's answer to a request: yes introduces the two at once, no needs no reason."""

from flask import flash, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from db.models import MentorRequest
from webapp import access, introductions
from webapp.access import current_member
from webapp.blueprints.choosing.blueprint import blueprint
from webapp.domain import requests
from webapp.domain.matching import two
from webapp.fragments import see_other


@blueprint.post("/requests/<int:request_id>/acceptance")
def accept(request_id: int) -> Response:
    member = current_member()
    request = access.request_for(member, request_id)
    was_accepted = request.state == "accepted"
    pair, _moved = requests.accept(request=request, actor=member, introduction=_introduction(request))
    if not was_accepted:
        flash(_("You and %(name)s have been introduced.", name=request.mentee.member.first_name))
    return see_other(url_for("pairs.show", pair_id=pair.id))


@blueprint.post("/requests/<int:request_id>/refusal")
def decline(request_id: int) -> Response:
    member = current_member()
    request = access.request_for(member, request_id)
    requests.decline(request=request, actor=member)
    flash(_("Thank you for having answered. The next mentor is asked."))
    return see_other(url_for("choosing.requests", enrollment_id=request.mentor_id))


def _introduction(request: MentorRequest) -> str:
    """In the program's language, as an admin's would be: from what both share."""
    mentee, mentor = request.mentee, request.mentor
    return introductions.text_for(mentee, mentor, two.reasons_of(mentee, mentor), language=mentee.program.language)
