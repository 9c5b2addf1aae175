from flask import Blueprint, Response, render_template

from db.models import Program
from webapp import sheets
from webapp.access import administered_program_for, current_member
from webapp.blueprints.overviews import charts, tables, words
from webapp.domain.glance import drawings, lines, weeks
from webapp.domain.glance.program import glance, note_export

blueprint = Blueprint("overviews", __name__)


@blueprint.get("/programs/<int:program_id>/overview")
def show(program_id: int) -> str:
    program = administered_program_for(current_member(), program_id)
    seen = glance(program)
    return render_template(
        "overviews/show.html",
        program=program,
        glance=seen,
        ribbons=drawings.ribbons(seen.stages),
        windings=drawings.windings(seen.course),
        charts=charts,
        words=words,
    )


@blueprint.get("/programs/<int:program_id>/overview.csv")
def file(program_id: int) -> Response:
    """The overview's tables, one below the other."""
    program = administered_program_for(current_member(), program_id)
    header, *rows = tables.of_program(glance(program, weeks.MOST))
    return _file(sheets.csv_of(header, rows), program, "overview")


@blueprint.get("/programs/<int:program_id>/pairs.csv")
def pairs_file(program_id: int) -> Response:
    """A line for each pair: names, where it stands, and when; nothing of what the two say."""
    admin = current_member()
    program = administered_program_for(admin, program_id)
    note_export(program=program, by=admin)
    text = sheets.csv_of(tables.PAIRS, (tables.line_of(*pair) for pair in lines.named(program)))
    return _file(text, program, "pairs")


def _file(text: str, program: Program, name: str) -> Response:
    response = Response(text, mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}-{program.id}.csv")
    return response
