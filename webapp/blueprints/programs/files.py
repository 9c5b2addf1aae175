from typing import Any

from flask import Response, flash, render_template, url_for
from flask_babel import gettext as _

from webapp.access import administered_group_for, administered_program_for, current_member
from webapp.blueprints.programs.blueprint import blueprint
from webapp.blueprints.programs.forms import FileForm
from webapp.blueprints.programs.problems import sentence
from webapp.domain import program_files, programs
from webapp.domain.program_files import BadFile
from webapp.fragments import see_other

SHOWN = 20  # problems of one file


@blueprint.get("/programs/<int:program_id>/file")
def download(program_id: int) -> Any:
    program = administered_program_for(current_member(), program_id)
    curriculum = programs.export(program=program, actor=current_member())
    name = f"{curriculum.slug or 'program'}.{curriculum.language}.toml"
    response = Response(program_files.write(curriculum), mimetype="application/toml")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@blueprint.route("/groups/<slug>/programs/new-from-file", methods=["GET", "POST"])
def new_from_file(slug: str) -> Any:
    group = administered_group_for(current_member(), slug)
    form = FileForm()
    if form.validate_on_submit():
        try:
            curriculum = program_files.read(form.file.data.read())
        except BadFile as error:
            form.file.errors = [sentence(problem) for problem in error.problems[:SHOWN]]
        else:
            program = programs.bring_in(actor=current_member(), group=group, curriculum=curriculum)
            flash(_("This is the program of the file, a draft."))
            return see_other(url_for("programs.show", program_id=program.id))
    return render_template("programs/new_from_file.html", group=group, form=form), 422 if form.errors else 200
