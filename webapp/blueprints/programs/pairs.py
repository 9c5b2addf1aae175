from typing import Any

from flask import render_template, request

from webapp.access import administered_program_for, current_member
from webapp.blueprints.programs.blueprint import blueprint
from webapp.domain import monitoring


@blueprint.get("/programs/<int:program_id>/pairs")
def pairs(program_id: int) -> Any:
    program = administered_program_for(current_member(), program_id)
    given = {key: request.args.get(key, default)[:80] for key, default in (("state", ""), ("name", ""))}
    sort = request.args.get("sort", "mentor")
    page = request.args.get("page", 1, type=int)
    listing = monitoring.pairs(program, **given, sort=sort, page=page)
    return render_template("programs/pairs.html", program=program, listing=listing, sort=sort, **given)
