"""Standing in while a mentor is away: asked by the mentor or an admin, decided by the two whom it concerns."""

from typing import Any

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp.access import (
    administered_program_for,
    current_member,
    pair_to_stand_in_for,
    stand_in_for,
    stand_in_of_pair_for,
)
from webapp.domain import stand_ins
from webapp.fragments import see_other
from webapp.inputs import whole_number

blueprint = Blueprint("stand_ins", __name__)


@blueprint.get("/programs/<int:program_id>/stand-ins")
def index(program_id: int) -> Any:
    """The program's pairs whose mentor is, or will be, away: for its admins."""
    program = administered_program_for(current_member(), program_id)
    return render_template("stand_ins/index.html", program=program, missing=stand_ins.missing_in(program))


@blueprint.get("/programs/<int:program_id>/stand-ins/<int:pair_id>")
def new(program_id: int, pair_id: int) -> Any:
    member = current_member()
    pair = pair_to_stand_in_for(member, program_id, pair_id)
    absence = stand_ins.absence_of(pair)
    asked = stand_ins.of_absence(pair, absence) if absence else []
    is_free = absence is not None and not any(row.state in stand_ins.LIVING for row in asked)
    found = stand_ins.candidates(pair) if is_free else []
    is_mentor = member.id == pair.mentor_id
    shown = {"asked": asked, "is_free": is_free, "candidates": found, "is_mentor": is_mentor}
    return render_template("stand_ins/new.html", pair=pair, absence=absence, **shown)


@blueprint.post("/programs/<int:program_id>/stand-ins/<int:pair_id>")
def create(program_id: int, pair_id: int) -> Response:
    member = current_member()
    pair = pair_to_stand_in_for(member, program_id, pair_id)
    chosen = request.form.get("mentor", 0, type=whole_number)
    row = stand_ins.offer(pair=pair, actor=member, enrollment_id=chosen)
    flash(_("%(name)s is asked. If they agree, the mentee decides.", name=row.member.first_name))
    return see_other(url_for("stand_ins.new", program_id=program_id, pair_id=pair_id))


@blueprint.post("/programs/<int:program_id>/stand-ins/<int:pair_id>/<int:stand_in_id>/delete")
def delete(program_id: int, pair_id: int, stand_in_id: int) -> Response:
    member = current_member()
    pair = pair_to_stand_in_for(member, program_id, pair_id)
    stand_ins.withdraw(stand_in=stand_in_of_pair_for(pair, stand_in_id), actor=member)
    return see_other(url_for("stand_ins.new", program_id=program_id, pair_id=pair_id))


@blueprint.get("/stand-ins/<int:stand_in_id>")
def show(stand_in_id: int) -> Any:
    """The question, for whoever would stand in and for the mentee."""
    member = current_member()
    row = stand_in_for(member, stand_in_id)
    state = "offered" if row.member_id == member.id else "asked"
    is_asked = row.state == state and row.absence.ended_at is None and row.pair.is_open
    return render_template("stand_ins/show.html", row=row, is_asked=is_asked, is_mentee=state == "asked")


@blueprint.post("/stand-ins/<int:stand_in_id>/answer")
def answer(stand_in_id: int) -> Response:
    member = current_member()
    row = stand_in_for(member, stand_in_id)
    said = request.form.get("answer", "")
    if said not in ("yes", "no"):
        abort(400)
    answered = stand_ins.answer(stand_in=row, actor=member, agrees=said == "yes")
    flash(_("Thank you. Your answer is noted."))
    if answered.stand_in_pair_id and row.member_id != member.id:
        return see_other(url_for("pairs.show", pair_id=answered.stand_in_pair_id))
    return see_other(url_for("stand_ins.show", stand_in_id=stand_in_id))
