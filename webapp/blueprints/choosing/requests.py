"""The requests of an enrollment: what a mentee asks and how it stands, or what a mentor is asked."""

from typing import Any

from flask import flash, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from db.models import Enrollment
from webapp import access, limits
from webapp.access import current_member
from webapp.blueprints.choosing.blueprint import blueprint
from webapp.domain import choices, queues, rankings, sharing
from webapp.domain import requests as requests_of
from webapp.fragments import see_other


@blueprint.get("/enrollments/<int:enrollment_id>/requests")
def requests(enrollment_id: int) -> Any:
    enrollment = access.choosing_enrollment_for(current_member(), enrollment_id)
    # Whoever looks need not wait for the clock's task: what has run out moves on now.
    queues.settle(program=enrollment.program)
    choice = choices.of(enrollment)
    if enrollment.is_mentor:
        return _to_answer(enrollment, choice)
    made = requests_of.made_by(enrollment)
    return render_template(
        "choosing/queue.html",
        enrollment=enrollment,
        program=enrollment.program,
        choice=choice,
        requests=made,
        is_open=any(row.state in ("asked", "queued") for row in made),
    )


@blueprint.post("/enrollments/<int:enrollment_id>/requests")
@limits.asks_per_member
def ask(enrollment_id: int) -> Response:
    member = current_member()
    enrollment = access.choosing_mentee_for(member, enrollment_id)
    requests_of.ask(enrollment=enrollment, actor=member)
    return _to_requests(enrollment_id)


@blueprint.post("/enrollments/<int:enrollment_id>/requests/delete")
def take_back(enrollment_id: int) -> Response:
    member = current_member()
    requests_of.take_back(enrollment=access.choosing_mentee_for(member, enrollment_id), actor=member)
    flash(_("You ask nobody now. You can choose again, or leave it to the admin."))
    return _to_requests(enrollment_id)


@blueprint.post("/enrollments/<int:enrollment_id>/openness")
def agree(enrollment_id: int) -> Response:
    member = current_member()
    rankings.agree(enrollment=access.choosing_mentor_for(member, enrollment_id), actor=member)
    flash(_("Thank you. Mentees who choose can find you now."))
    return see_other(url_for("enrollments.show", enrollment_id=enrollment_id))


def _to_answer(enrollment: Enrollment, choice: choices.Choice) -> str:
    mentees = [row.mentee for row in choice.asked]
    return render_template(
        "choosing/requests.html",
        enrollment=enrollment,
        program=enrollment.program,
        choice=choice,
        reasons=sharing.reasons_between(mentees, [enrollment]),
    )


def _to_requests(enrollment_id: int) -> Response:
    return see_other(url_for("choosing.requests", enrollment_id=enrollment_id))
