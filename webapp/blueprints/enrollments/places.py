"""A member's own place in a program: begin it, see how it stands, pause, resume, leave, come back."""

from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from db.models import Enrollment, Pair, Question
from webapp import access
from webapp.access import current_member
from webapp.blueprints.enrollments.blueprint import blueprint
from webapp.blueprints.enrollments.forms import RolesForm
from webapp.domain import choices, enrollments, questionnaire, waiting
from webapp.domain.errors import ProgramIsClosed
from webapp.fragments import see_other


@blueprint.route("/programs/<int:program_id>/enrollments/new", methods=["GET", "POST"])
def new(program_id: int) -> Any:
    member = current_member()
    program, _membership = access.program_for(member, program_id)
    held = list(Enrollment.of(program, member))
    form = RolesForm.of(program, held, request.args.get("role", ""))
    if form.validate_on_submit():
        begun = enrollments.enroll(program=program, actor=member, roles=form.roles.data)
        if begun[0].answered:
            flash(_("What you wrote the last time is filled in. Change what no longer fits."))
        return see_other(_go_on(begun[0]))
    if not program.takes_enrollments and not held:
        raise ProgramIsClosed
    return render_template("enrollments/new.html", form=form, program=program, held=held), 422 if form.errors else 200


@blueprint.get("/enrollments/<int:enrollment_id>")
def show(enrollment_id: int) -> Any:
    member = current_member()
    enrollment = access.enrollment_for(member, enrollment_id)
    return render_template(
        "enrollments/show.html",
        enrollment=enrollment,
        program=enrollment.program,
        company=enrollments.company_of(enrollment),
        outlook=waiting.outlook(enrollment),
        choice=choices.of(enrollment),
        pairs=list(Pair.open_of(enrollment)),
        others=[place for place in Enrollment.of(enrollment.program, member) if place.id != enrollment.id],
        member=member,
        go_on=_go_on(enrollment),
    )


@blueprint.post("/enrollments/<int:enrollment_id>/pause")
def pause(enrollment_id: int) -> Response:
    member = current_member()
    enrollments.pause(enrollment=access.enrollment_for(member, enrollment_id), actor=member)
    flash(_("You are taking a break. Come back whenever you like."))
    return _to_place(enrollment_id)


@blueprint.post("/enrollments/<int:enrollment_id>/pause/delete")
def resume(enrollment_id: int) -> Response:
    member = current_member()
    enrollments.resume(enrollment=access.enrollment_for(member, enrollment_id), actor=member)
    flash(_("Welcome back."))
    return _to_place(enrollment_id)


@blueprint.get("/enrollments/<int:enrollment_id>/withdrawal")
def edit_withdrawal(enrollment_id: int) -> Any:
    enrollment = access.enrollment_for(current_member(), enrollment_id)
    pairs = list(Pair.open_of(enrollment))
    return render_template(
        "enrollments/withdrawal.html", enrollment=enrollment, program=enrollment.program, pairs=pairs
    )


@blueprint.post("/enrollments/<int:enrollment_id>/withdrawal")
def withdraw(enrollment_id: int) -> Response:
    member = current_member()
    enrollment = access.enrollment_for(member, enrollment_id)
    if enrollments.withdraw(enrollment=enrollment, actor=member) is None:
        flash(_("Your draft is gone."))
        return see_other(url_for("programs.show", program_id=enrollment.program_id))
    flash(_("You have left the program. Thank you for having been part of it."))
    return _to_place(enrollment_id)


@blueprint.post("/enrollments/<int:enrollment_id>/withdrawal/delete")
def enroll_again(enrollment_id: int) -> Response:
    member = current_member()
    enrollments.enroll_again(enrollment=access.enrollment_for(member, enrollment_id), actor=member)
    flash(_("Good to have you back. Look through your answers and send them."))
    return see_other(url_for("enrollments.check", enrollment_id=enrollment_id))


def _to_place(enrollment_id: int) -> Response:
    return see_other(url_for("enrollments.show", enrollment_id=enrollment_id))


def _go_on(enrollment: Enrollment) -> str:
    """The address of the first topic that is not answered, or of all the answers."""
    questions = list(Question.of_program(enrollment.program, enrollment.role))
    topic = questionnaire.first_unanswered(enrollment, questionnaire.topics_of(enrollment, questions))
    if topic is None:
        return url_for("enrollments.check", enrollment_id=enrollment.id)
    return url_for("enrollments.edit", enrollment_id=enrollment.id, topic=topic)
