from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from db.models import Member, Pair, Program
from webapp import jobs
from webapp.access import administered_program_for, current_member
from webapp.blueprints.pairing import words
from webapp.blueprints.pairing.forms import IntroductionForm
from webapp.domain import board, pairing
from webapp.domain.errors import Refused
from webapp.errors import words_for
from webapp.fragments import page_or_fragment, see_other
from webapp.inputs import whole_number
from webapp.realtime import broadcasts

blueprint = Blueprint("pairing", __name__)
words.register(blueprint)


@blueprint.get("/programs/<int:program_id>/pairing")
def index(program_id: int) -> Any:
    program = administered_program_for(current_member(), program_id)
    return _board(program, _view())


@blueprint.post("/programs/<int:program_id>/introductions")
def create(program_id: int) -> Any:
    admin = current_member()
    program = administered_program_for(admin, program_id)
    form = IntroductionForm()
    view = board.View(mentee=form.mentee_enrollment.data, mentor=form.mentor_enrollment.data)
    if not form.validate_on_submit():
        return _board(program, view, form, 422)
    try:
        pair = _introduce(admin, program, form)
    except Refused as refusal:
        form.form_errors = [words_for(refusal)]
        return _board(program, view, form, refusal.status)
    flash(_("%(mentor)s and %(mentee)s have been introduced.", **_names(pair)))
    following = board.next_waiting(program, after=pair.mentee_enrollment)
    jobs.move_queues_on(program.id)
    return see_other(url_for("pairing.index", program_id=program.id, mentee=following))


@blueprint.post("/programs/<int:program_id>/introductions/<int:pair_id>/delete")
def delete(program_id: int, pair_id: int) -> Response:
    program = administered_program_for(current_member(), program_id)
    pair = pairing.take_back(program=program, actor=current_member(), pair_id=pair_id)
    broadcasts.pair_closed(pair_id)
    flash(_("The introduction of %(mentor)s and %(mentee)s has been taken back.", **_names(pair)))
    return see_other(url_for("pairing.index", program_id=program.id, mentee=pair.mentee_enrollment_id))


def _view() -> board.View:
    asked = request.args
    return board.View(
        mentee=asked.get("mentee", type=whole_number),
        mentor=asked.get("mentor", type=whole_number),
        mentee_search=asked.get("mentee_search", "").strip()[:80],
        mentor_search=asked.get("mentor_search", "").strip()[:80],
        mentee_page=asked.get("mentee_page", 1, type=whole_number),
        mentor_page=asked.get("mentor_page", 1, type=whole_number),
    )


def _board(program: Program, view: board.View, form: IntroductionForm | None = None, status: int = 200) -> Any:
    shown = board.board(program, view)
    if form is None:
        form = IntroductionForm(formdata=None, introduction=words.suggested_introduction(program, shown))
    return page_or_fragment(
        "pairing/index.html",
        "pairing/_board.html",
        status,
        program=program,
        board=shown,
        view=view,
        form=form,
        address=words.addresses(program, view),
        words_for=words_for,
    )


def _introduce(admin: Member, program: Program, form: IntroductionForm) -> Pair:
    return pairing.introduce(
        by=admin,
        program=program,
        mentor_enrollment_id=form.mentor_enrollment.data,
        mentee_enrollment_id=form.mentee_enrollment.data,
        introduction=form.introduction.data or "",
    )


def _names(pair: Pair) -> dict[str, str]:
    return {"mentor": pair.mentor.name, "mentee": pair.mentee.name}
