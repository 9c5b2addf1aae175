from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import ngettext

from db.models import Program
from webapp import limits
from webapp.access import administered_program_for, announcement_for, current_member
from webapp.blueprints.announcements import words
from webapp.blueprints.announcements.forms import AnnouncementForm
from webapp.domain import announcements
from webapp.domain.errors import NobodyToTell
from webapp.domain.pages import page_of
from webapp.errors import words_for
from webapp.fragments import see_other
from webapp.inputs import whole_number

blueprint = Blueprint("announcements", __name__)


@blueprint.get("/programs/<int:program_id>/announcements")
def index(program_id: int) -> str:
    program = administered_program_for(current_member(), program_id)
    page = page_of(announcements.of_program(program), request.args.get("page", 1, type=whole_number), 20)
    return render_template("announcements/index.html", program=program, page=page, names=words.names(program))


@blueprint.route("/programs/<int:program_id>/announcements/new", methods=["GET", "POST"])
def new(program_id: int) -> Any:
    """The form; sent to itself it shows what would be sent, to how many, or with `change` the form again."""
    program = administered_program_for(current_member(), program_id)
    form = AnnouncementForm.of(program)
    if request.method == "GET" or "change" in request.form:
        return _form(program, form)
    if not form.validate():
        return _form(program, form, 422)
    count = announcements.count(program, form.audience.data)
    name = words.names(program)[form.audience.data]
    return render_template("announcements/check.html", program=program, form=form, count=count, name=name)


@blueprint.post("/programs/<int:program_id>/announcements")
@limits.announcements_per_admin
def create(program_id: int) -> Any:
    """Send it. Some are told at once, the others by a job of every minute."""
    admin = current_member()
    program = administered_program_for(admin, program_id)
    form = AnnouncementForm.of(program)
    if not form.validate():
        return _form(program, form, 422)
    try:
        sent = announcements.announce(program=program, actor=admin, **form.words)
    except NobodyToTell as refusal:
        form.form_errors = [words_for(refusal)]
        return _form(program, form, 422)
    announcements.tell_some(sent.id)
    flash(ngettext("It is on its way to %(num)d person.", "It is on its way to %(num)d people.", sent.people))
    return see_other(url_for("announcements.index", program_id=program.id))


@blueprint.get("/announcements/<int:announcement_id>")
def show(announcement_id: int) -> str:
    """For those whom it went to, while they are in the group, and its admins."""
    announcement = announcement_for(current_member(), announcement_id)
    return render_template("announcements/show.html", announcement=announcement, program=announcement.program)


def _form(program: Program, form: AnnouncementForm, status: int = 200) -> tuple[str, int]:
    return render_template("announcements/new.html", program=program, form=form), status
