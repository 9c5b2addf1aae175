from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from db.models import Program, Step
from webapp.access import administered_program_for, current_member, step_for
from webapp.blueprints.programs.blueprint import blueprint
from webapp.blueprints.programs.partners import partners_in
from webapp.blueprints.programs.step_forms import StepForm, shown
from webapp.domain import steps as path_editor
from webapp.domain.curriculum import step_content
from webapp.domain.errors import ChangedMeanwhile
from webapp.errors import words_for
from webapp.forms import options
from webapp.fragments import see_other, wants_fragment
from webapp.inputs import whole_number


@blueprint.get("/programs/<int:program_id>/steps")
def steps(program_id: int) -> Any:
    return _list(administered_program_for(current_member(), program_id))


@blueprint.route("/programs/<int:program_id>/steps/new", methods=["GET", "POST"])
def new_step(program_id: int) -> Any:
    program = administered_program_for(current_member(), program_id)
    path = list(Step.of_program(program))
    form = StepForm()
    after = [(s.id, _("After %(n)d. %(title)s", n=n, title=s.title)) for n, s in enumerate(path, 1)]
    form.after.choices = options([(0, _("At the beginning")), *after])
    if form.validate_on_submit():
        step = path_editor.add(actor=current_member(), program=program, content=form.content(), after=form.after.data)
        flash(_("The step is on the path."))
        return see_other(url_for("programs.steps", program_id=program.id, _anchor=f"step-{step.id}"))
    if request.method == "GET" and path:
        form.after.data = path[-1].id
    return _form(program, form, None)


@blueprint.route("/programs/<int:program_id>/steps/<int:step_id>/edit", methods=["GET", "POST"])
def edit_step(program_id: int, step_id: int) -> Any:
    program = administered_program_for(current_member(), program_id)
    step = step_for(program, step_id)
    form = StepForm(data={**shown(step_content(step)), "version": step.version})
    del form.after
    if not form.validate_on_submit():
        return _form(program, form, step)
    try:
        path_editor.update(actor=current_member(), step=step, content=form.content(), version=form.version.data)
    except ChangedMeanwhile as error:
        form.form_errors = [words_for(error)]
        form.version.data = step.version  # whoever sends it again has seen what the other wrote
        return _form(program, form, step, conflict=step_content(step))
    flash(_("The step is saved."))
    return see_other(url_for("programs.steps", program_id=program.id, _anchor=f"step-{step.id}"))


@blueprint.post("/programs/<int:program_id>/steps/<int:step_id>/place")
def place_step(program_id: int, step_id: int) -> Any:
    program = administered_program_for(current_member(), program_id)
    step = step_for(program, step_id)
    seen, to = (request.form.get(name, -1, type=whole_number) for name in ("seen", "to"))
    try:
        path_editor.move(actor=current_member(), program=program, step=step, seen=seen, to=to)
    except ChangedMeanwhile as error:
        return _list(program, conflict=words_for(error))
    if wants_fragment():
        return _list(program)
    return see_other(url_for("programs.steps", program_id=program.id, _anchor=f"step-{step.id}"))


@blueprint.route("/programs/<int:program_id>/steps/<int:step_id>/removal", methods=["GET", "POST"])
def remove_step(program_id: int, step_id: int) -> Any:
    program = administered_program_for(current_member(), program_id)
    step = step_for(program, step_id)
    if request.method == "GET":
        return render_template("programs/steps/removal.html", program=program, step=step)
    path_editor.remove(actor=current_member(), program=program, step=step)
    flash(_("The step is off the path. You can put it back."))
    return see_other(url_for("programs.steps", program_id=program.id, _anchor="removed"))


@blueprint.post("/programs/<int:program_id>/steps/<int:step_id>/removal/delete")
def put_step_back(program_id: int, step_id: int) -> Any:
    program = administered_program_for(current_member(), program_id)
    step = step_for(program, step_id)
    path_editor.put_back(actor=current_member(), program=program, step=step)
    flash(_("The step is back on the path."))
    return see_other(url_for("programs.steps", program_id=program.id, _anchor=f"step-{step.id}"))


def _list(program: Program, conflict: str = "") -> Any:
    template = "programs/steps/_list.html" if wants_fragment() else "programs/steps/index.html"
    path, removed = list(Step.of_program(program)), list(Step.removed_from(program))
    context = {"program": program, "path": path, "removed": removed, "conflict": conflict}
    return render_template(template, **context), 409 if conflict else 200


def _form(program: Program, form: StepForm, step: Step | None, conflict: dict[str, Any] | None = None) -> Any:
    status = 409 if conflict else 422 if form.errors else 200
    context = {"program": program, "form": form, "step": step, "conflict": conflict}
    context["partners"] = partners_in(program.language)
    return render_template("programs/steps/edit.html", **context), status
