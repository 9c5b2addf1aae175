from typing import Any

from flask import render_template, request

from webapp.access import administered_program_for, current_member
from webapp.blueprints.programs.blueprint import blueprint
from webapp.domain import monitoring
from webapp.inputs import whole_number


@blueprint.get("/programs/<int:program_id>/pairs")
def pairs(program_id: int) -> Any:
    admin = current_member()
    program = administered_program_for(admin, program_id)
    state = request.args.get("state", "")
    sort = request.args.get("sort", "")
    given = {
        "state": state if state in monitoring.FILTERS else "",
        "sort": sort if sort.removeprefix("-") in monitoring.SORTS else "mentor",
        "name": request.args.get("name", "")[:80],
    }
    page = request.args.get("page", 1, type=whole_number)
    listing = monitoring.pairs(program, reader=admin, **given, page=page)
    return render_template("programs/pairs.html", program=program, listing=listing, **given)
