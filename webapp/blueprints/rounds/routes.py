from typing import Any

from flask import render_template

from webapp.access import administered_program_for, current_member
from webapp.blueprints.rounds.blueprint import blueprint


@blueprint.get("/programs/<int:program_id>/rounds")
def index(program_id: int) -> Any:
    program = administered_program_for(current_member(), program_id)
    return render_template("rounds/index.html", program=program)
