"""A program's weekly rhythm for its admins: days, hours and words, with the mail as it would arrive."""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from db.models import Program, Rhythm
from webapp import nudge_preview, nudge_words
from webapp.access import administered_program_for, current_member
from webapp.blueprints.rhythms.forms import RhythmForm
from webapp.domain.rhythm import settings
from webapp.fragments import see_other
from webapp.letter import Letter

blueprint = Blueprint("rhythms", __name__)


@blueprint.route("/programs/<int:program_id>/rhythm", methods=["GET", "POST"])
def edit(program_id: int) -> Any:
    program = administered_program_for(current_member(), program_id)
    form = RhythmForm.of(Rhythm.of(program)) if request.method == "GET" else RhythmForm()
    if not form.validate_on_submit():
        return _page(program, form, status=422 if form.errors else 200)
    shown = request.form.get("preview", "")
    if shown in nudge_words.EDITABLE:
        own = form.words_for(shown).data or ""
        return _page(program, form, shown, nudge_preview.letter(program, current_member(), shown, own))
    settings.change(program=program, actor=current_member(), **form.settings())
    flash(_("The rhythm is saved. It counts from now on."))
    return see_other(url_for("rhythms.edit", program_id=program.id))


def _page(program: Program, form: RhythmForm, shown: str = "", letter: Letter | None = None, status: int = 200) -> Any:
    context = {"program": program, "form": form, "shown": shown, "letter": letter}
    return render_template("rhythms/edit.html", words=nudge_words, **context), status
