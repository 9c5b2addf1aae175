"""A published round: its record, the same result once more, and its result as a file."""

from collections.abc import Iterator
from typing import Any

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from db.models import Program, Round, Suggestion
from webapp import sheets
from webapp.access import administered_program_for, current_member, round_for
from webapp.blueprints.rounds.blueprint import blueprint
from webapp.domain.pages import page_of
from webapp.domain.rounds import board, record, solving
from webapp.fragments import see_other
from webapp.inputs import whole_number


def show(program: Program, published: Round) -> Any:
    """The record's page."""
    page = request.args.get("page", 1, type=whole_number)
    return render_template(
        "rounds/record.html",
        program=program,
        round=published,
        makers=record.makers(published),
        weights=solving.snapshot(published).weights,
        overrides=record.overrides(published),
        fared=record.fared(published),
        page=page_of(record.listed(published), page, board.SIZE),
    )


@blueprint.post("/programs/<int:program_id>/rounds/<int:round_id>/replay")
def replay(program_id: int, round_id: int) -> BaseResponse:
    program = administered_program_for(current_member(), program_id)
    round_ = round_for(program, round_id)
    if not record.can_be_replayed(round_):
        flash(_("This round can no longer be worked out again: somebody in it has deleted their account."), "warn")
    elif record.is_same_again(round_):
        flash(_("Worked out again from what went in: the same suggestions came out, for everybody."))
    else:
        flash(
            _("Worked out again from what went in: other suggestions came out. Waymark itself has changed since."),
            "warn",
        )
    return see_other(url_for("rounds.show", program_id=program.id, round_id=round_.id))


@blueprint.get("/programs/<int:program_id>/rounds/<int:round_id>/file")
def download(program_id: int, round_id: int) -> Any:
    program = administered_program_for(current_member(), program_id)
    round_ = round_for(program, round_id)
    record.note_export(round_=round_, actor=current_member())
    header = (_("Mentee"), _("Mentor"), _("Fit in per cent"), _("Result"))
    response = Response(sheets.csv_of(header, _lines(round_)), mimetype="text/csv")
    name = f"round-{round_.created_at:%Y-%m-%d}.csv"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _lines(round_: Round) -> Iterator[tuple[object, ...]]:
    for row in record.listed(round_):
        mentor = row.mentor.member.name if row.mentor_id else ""
        yield row.mentee.member.name, mentor, round(row.score * 100) if row.mentor_id else "", _result(row)


def _result(row: Suggestion) -> str:
    if row.state == "published":
        return _("introduced")
    return _("suggested") if row.mentor_id else _("nobody found")
