from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from db.models import PairingPolicy, Program, Round
from webapp.access import administered_program_for, current_member, round_for
from webapp.blueprints.rounds import publications, records, suggestions, words
from webapp.blueprints.rounds.blueprint import blueprint
from webapp.blueprints.rounds.desk import desk_of, show
from webapp.domain.rounds import board as boards
from webapp.domain.rounds import making
from webapp.fragments import see_other
from webapp.inputs import whole_number

__all__ = ["blueprint", "publications", "records", "suggestions", "words"]  # importing them gives it their routes


@blueprint.get("/programs/<int:program_id>/rounds")
def index(program_id: int) -> Any:
    program = administered_program_for(current_member(), program_id)
    rounds = list(Round.kept_of(program))
    draft = next((one for one in rounds if one.is_draft), None)
    return render_template(
        "rounds/index.html",
        program=program,
        prospect=making.prospect(program),
        next_on=PairingPolicy.of(program).next_round_on,
        draft=draft,
        counts=boards.counts(draft) if draft else None,
        records=[one for one in rounds if one is not draft],
    )


@blueprint.get("/programs/<int:program_id>/rounds/new")
def new(program_id: int) -> Any:
    program = administered_program_for(current_member(), program_id)
    draft = Round.draft_of(program)
    counts = boards.counts(draft) if draft else None
    prospect = making.prospect(program)
    return render_template("rounds/new.html", program=program, prospect=prospect, draft=draft, counts=counts)


@blueprint.post("/programs/<int:program_id>/rounds")
def create(program_id: int) -> Response:
    admin = current_member()
    program = administered_program_for(admin, program_id)
    replaces = request.form.get("replaces", type=whole_number)
    made = making.make(admin=admin, program=program, replaces=replaces)
    return see_other(url_for("rounds.show", program_id=program.id, round_id=made.id))


@blueprint.get("/programs/<int:program_id>/rounds/<int:round_id>", endpoint="show")
def show_one(program_id: int, round_id: int) -> Any:
    desk = desk_of(program_id, round_id)
    return show(desk) if desk.draft.is_draft else records.show(desk.program, desk.draft)


@blueprint.route("/programs/<int:program_id>/rounds/<int:round_id>/delete", methods=["GET", "POST"])
def delete(program_id: int, round_id: int) -> Any:
    program, draft = _draft(program_id, round_id)
    if request.method == "GET":
        return render_template("rounds/deletion.html", program=program, draft=draft, counts=boards.counts(draft))
    making.discard(draft=draft, actor=current_member())
    flash(_("The draft is discarded. Everybody waits as before."))
    return see_other(url_for("rounds.index", program_id=program.id))


def _draft(program_id: int, round_id: int) -> tuple[Program, Round]:
    program = administered_program_for(current_member(), program_id)
    return program, round_for(program, round_id)
