"""The admin's list of those who enrolled, the answers of one of them, and yes or no to those who ask."""

from typing import Any

from flask import flash, render_template, request, session, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from db.models import Enrollment, Program, Question, Wish
from webapp import access
from webapp.access import current_member
from webapp.blueprints.enrollments import words
from webapp.blueprints.enrollments.blueprint import blueprint
from webapp.domain import absences, acquaintances, admissions, choices, people, prospects, questionnaire
from webapp.domain.pages import page_of
from webapp.fragments import see_other
from webapp.inputs import whole_number

STATES = ("requested", "waiting", "paired", "paused", "completed", "withdrawn", "declined")
ROLES = ("mentor", "mentee")


@blueprint.get("/programs/<int:program_id>/enrollments")
def index(program_id: int) -> Any:
    program = access.administered_program_for(current_member(), program_id)
    filters = _filters()
    page = page_of(_roster(program, filters), request.args.get("page", 1, type=whole_number))
    return render_template(
        "enrollments/index.html",
        program=program,
        page=page,
        away=absences.until_of(enrollment.member_id for enrollment in page.rows),
        everybody=Enrollment.submitted(program).count(),
        filters=filters,
        states=STATES,
        roles=ROLES,
        decided=_decided(program),
        ticks_all="tick" in request.args,
        choosing=choices.in_program(program),
    )


@blueprint.get("/programs/<int:program_id>/enrollments/<int:enrollment_id>")
def answers(program_id: int, enrollment_id: int) -> Any:
    member = current_member()
    program = access.administered_program_for(member, program_id)
    enrollment = access.submitted_enrollment_for(program, enrollment_id)
    questions = list(Question.of_program(program, enrollment.role))
    topics = questionnaire.topics_of(enrollment, questions)
    causes, names = prospects.causes_of(enrollment)
    return render_template(
        "enrollments/answers.html",
        program=program,
        enrollment=enrollment,
        topics=[(topic, words.name_of(topic, enrollment.role)) for topic in topics],
        questions=questions,
        wishes=list(Wish.of(enrollment)),
        known=acquaintances.of(group=program.group, member=enrollment.member),
        causes=causes,
        names=names,
        has_page=people.known_to(member, enrollment.member_id) is not None,
    )


@blueprint.post("/programs/<int:program_id>/enrollments/approvals")
def approve(program_id: int) -> Response:
    member = current_member()
    program = access.administered_program_for(member, program_id)
    changed = admissions.approve(program=program, actor=member, enrollment_ids=_ticked())
    said = ngettext("One person now waits to be paired.", "%(num)d people now wait to be paired.", len(changed))
    return _to_list(program, changed, said)


@blueprint.post("/programs/<int:program_id>/enrollments/refusals")
def decline(program_id: int) -> Response:
    member = current_member()
    program = access.administered_program_for(member, program_id)
    changed = admissions.decline(program=program, actor=member, enrollment_ids=_ticked())
    return _to_list(program, changed, ngettext("One request declined.", "%(num)d requests declined.", len(changed)))


@blueprint.post("/programs/<int:program_id>/enrollments/decisions/delete")
def take_back(program_id: int) -> Response:
    member = current_member()
    program = access.administered_program_for(member, program_id)
    undone = admissions.take_back(program=program, actor=member, enrollment_ids=_ticked())
    flash(ngettext("Undone: one person asks again.", "Undone: %(num)d people ask again.", len(undone)))
    return see_other(url_for("enrollments.index", program_id=program.id, state="requested"))


def _filters() -> dict[str, str]:
    """What the list is narrowed to and sorted by, from the address; what makes no sense is left out."""
    role, state, sort = (request.args.get(name, "") for name in ("role", "state", "sort"))
    return {
        "role": role if role in ROLES else "",
        "state": state if state in STATES else "",
        "q": request.args.get("q", "").strip()[:80],
        "sort": sort if sort == "name" else "",
    }


def _roster(program: Program, filters: dict[str, str]) -> Any:
    role, state, sort = filters["role"], filters["state"], filters["sort"]
    return Enrollment.roster(program, role=role, state=state, words=filters["q"], sort=sort)


def _ticked() -> list[int]:
    """One row's own button, or the rows that are ticked."""
    return request.form.getlist("only", type=whole_number) or request.form.getlist("enrollment", type=whole_number)


def _to_list(program: Program, changed: list[Enrollment], said: str) -> Response:
    """Back to the list, where the decision stands with its undo the first time that the page is shown."""
    if changed:
        session["decided"] = {"program": program.id, "ids": [row.id for row in changed], "said": said}
    kept: dict[str, Any] = {name: value for name, value in _filters().items() if value}
    return see_other(url_for("enrollments.index", program_id=program.id, **kept))


def _decided(program: Program) -> Any:
    decided = session.get("decided")
    if not decided or decided["program"] != program.id:
        return None
    return session.pop("decided")
