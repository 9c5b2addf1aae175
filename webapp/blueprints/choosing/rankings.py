"""A mentee looks at the mentors who are suggested, and puts up to three of them in order."""

from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from webapp import access
from webapp.access import current_member
from webapp.blueprints.choosing.blueprint import blueprint
from webapp.domain import choices, rankings
from webapp.fragments import see_other


@blueprint.get("/enrollments/<int:enrollment_id>/ranking")
def ranking(enrollment_id: int) -> Any:
    enrollment = access.choosing_mentee_for(current_member(), enrollment_id)
    choice = choices.of(enrollment)
    if choice.asked or enrollment.state != "waiting":
        return see_other(url_for("choosing.requests", enrollment_id=enrollment_id))
    shown = rankings.suggestions(enrollment=enrollment)
    return render_template(
        "choosing/ranking.html",
        enrollment=enrollment,
        program=enrollment.program,
        choice=choice,
        shown=shown,
        order=[mentor for mentor in shown if mentor.place],
        most=rankings.MOST_CHOSEN,
    )


@blueprint.post("/enrollments/<int:enrollment_id>/ranking")
def rank(enrollment_id: int) -> Response:
    member = current_member()
    enrollment = access.choosing_mentee_for(member, enrollment_id)
    mentors = [int(word) for word in request.form.get("order", "").split()[:10] if word.isdecimal() and len(word) < 10]
    rankings.arrange(enrollment=enrollment, actor=member, mentors=mentors)
    return see_other(url_for("choosing.ranking", enrollment_id=enrollment_id, _anchor="order"))
