from typing import Any

from flask import flash, render_template, url_for
from flask_babel import gettext as _

from db.models import Membership, Program
from webapp.access import administered_group_for, administered_program_for, current_member
from webapp.blueprints.programs.blueprint import blueprint
from webapp.blueprints.programs.forms import CopyForm
from webapp.domain import programs
from webapp.forms import options
from webapp.fragments import see_other


@blueprint.get("/programs/<int:program_id>/copies/new")
def new_copy(program_id: int) -> Any:
    program = administered_program_for(current_member(), program_id)
    return _form(program, _copy_form(program, name=program.name, group=program.group.slug))


@blueprint.post("/programs/<int:program_id>/copies")
def create_copy(program_id: int) -> Any:
    member = current_member()
    program = administered_program_for(member, program_id)
    form = _copy_form(program)
    if not form.validate_on_submit():
        return _form(program, form)
    group = administered_group_for(member, form.group.data)
    copied = programs.copy(actor=member, program=program, group=group, name=" ".join(form.name.data.split()))
    flash(_("This is the copy, a draft."))
    return see_other(url_for("programs.show", program_id=copied.id))


def _copy_form(program: Program, **data: Any) -> CopyForm:
    form = CopyForm(data=data) if data else CopyForm()
    form.group.choices = options((group.slug, group.name) for group in Membership.groups_run_by(current_member()))
    return form


def _form(program: Program, form: CopyForm) -> Any:
    return render_template("programs/copy.html", program=program, form=form), 422 if form.errors else 200
