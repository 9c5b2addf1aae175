from typing import Any

from flask import abort, flash, render_template, request, url_for
from flask_babel import gettext as _

from db.models import Program, Question
from db.models.program import ROLES
from db.models.question import MOST_PER_ROLE
from webapp.access import administered_program_for, current_member, question_for
from webapp.blueprints.programs.blueprint import blueprint
from webapp.blueprints.programs.question_forms import QuestionForm
from webapp.domain import questions as question_editor
from webapp.domain.errors import ChangedMeanwhile
from webapp.errors import words_for
from webapp.fragments import see_other, wants_fragment
from webapp.inputs import whole_number


@blueprint.get("/programs/<int:program_id>/questions")
def questions(program_id: int) -> Any:
    return _list(administered_program_for(current_member(), program_id))


@blueprint.route("/programs/<int:program_id>/questions/new", methods=["GET", "POST"])
def new_question(program_id: int) -> Any:
    program = administered_program_for(current_member(), program_id)
    role = request.args.get("role", "")
    if role not in ROLES:
        abort(404)
    form = QuestionForm()
    if form.validate_on_submit():
        question_editor.add(
            actor=current_member(), program=program, role=role, label=form.label.data, help_text=form.help.data
        )
        flash(_("The question is added."))
        return see_other(url_for("programs.questions", program_id=program.id))
    return _form(program, form, role)


@blueprint.route("/programs/<int:program_id>/questions/<int:question_id>/edit", methods=["GET", "POST"])
def edit_question(program_id: int, question_id: int) -> Any:
    program = administered_program_for(current_member(), program_id)
    question = question_for(program, question_id)
    form = QuestionForm(obj=question)
    if not form.validate_on_submit():
        return _form(program, form, question.role, question)
    given = {"label": form.label.data, "help_text": form.help.data}
    try:
        question_editor.update(actor=current_member(), question=question, **given, version=form.version.data)
    except ChangedMeanwhile as error:
        form.form_errors = [words_for(error)]
        form.version.data = question.version
        return _form(program, form, question.role, question, conflict=True)
    flash(_("The question is saved."))
    return see_other(url_for("programs.questions", program_id=program.id))


@blueprint.post("/programs/<int:program_id>/questions/<int:question_id>/place")
def place_question(program_id: int, question_id: int) -> Any:
    program = administered_program_for(current_member(), program_id)
    question = question_for(program, question_id)
    seen, to = (request.form.get(name, -1, type=whole_number) for name in ("seen", "to"))
    try:
        question_editor.move(actor=current_member(), program=program, question=question, seen=seen, to=to)
    except ChangedMeanwhile as error:
        return _list(program, conflict=words_for(error))
    return _list(program) if wants_fragment() else see_other(url_for("programs.questions", program_id=program.id))


@blueprint.route("/programs/<int:program_id>/questions/<int:question_id>/removal", methods=["GET", "POST"])
def remove_question(program_id: int, question_id: int) -> Any:
    program = administered_program_for(current_member(), program_id)
    question = question_for(program, question_id)
    if request.method == "GET":
        return render_template("programs/questions/removal.html", program=program, question=question)
    question_editor.remove(actor=current_member(), question=question)
    flash(_("The question is no longer asked."))
    return see_other(url_for("programs.questions", program_id=program.id))


def _list(program: Program, conflict: str = "") -> Any:
    template = "programs/questions/_list.html" if wants_fragment() else "programs/questions/index.html"
    asked = list(Question.of_program(program))
    by_role = {role: [question for question in asked if question.role == role] for role in ROLES}
    context = {"program": program, "by_role": by_role, "most": MOST_PER_ROLE, "conflict": conflict}
    return render_template(template, **context), 409 if conflict else 200


def _form(
    program: Program, form: QuestionForm, role: str, question: Question | None = None, conflict: bool = False
) -> Any:
    context = {"program": program, "form": form, "role": role, "question": question if conflict else None}
    status = 409 if conflict else 422 if form.errors else 200
    return render_template("programs/questions/edit.html", **context, is_new=question is None), status
