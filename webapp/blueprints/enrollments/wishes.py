"""Naming somebody in a wish, one button a person. The search is on the topic's page."""

from flask import abort, request, url_for
from werkzeug.wrappers import Response

from webapp import access
from webapp.access import current_member
from webapp.blueprints.enrollments.blueprint import blueprint
from webapp.domain import wishes
from webapp.fragments import see_other


@blueprint.post("/enrollments/<int:enrollment_id>/wishes/<int:member_id>")
def name(enrollment_id: int, member_id: int) -> Response:
    member = current_member()
    enrollment = access.answerable_enrollment_for(member, enrollment_id)
    kind = request.form.get("kind", "")
    if kind not in wishes.KINDS:
        abort(400)
    wished = access.other_member_for(enrollment.program.group, member, member_id)
    wishes.name(enrollment=enrollment, actor=member, member=wished, kind=kind)
    return _to_wishes(enrollment_id)


@blueprint.post("/enrollments/<int:enrollment_id>/wishes/<int:member_id>/delete")
def forget(enrollment_id: int, member_id: int) -> Response:
    member = current_member()
    enrollment = access.answerable_enrollment_for(member, enrollment_id)
    wishes.forget(enrollment=enrollment, actor=member, member_id=member_id)
    return _to_wishes(enrollment_id)


def _to_wishes(enrollment_id: int) -> Response:
    return see_other(url_for("enrollments.edit", enrollment_id=enrollment_id, topic="wishes"))
