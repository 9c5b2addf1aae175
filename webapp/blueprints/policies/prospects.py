"""How ready a program is for a round, and why somebody still waits."""

from typing import Any

from flask import render_template

from webapp.access import administered_program_for, current_member, enrollment_for
from webapp.blueprints.policies.blueprint import blueprint
from webapp.domain import prospects


@blueprint.get("/programs/<int:program_id>/readiness")
def readiness(program_id: int) -> Any:
    program = administered_program_for(current_member(), program_id)
    return render_template("policies/readiness.html", program=program, report=prospects.report(program))


@blueprint.get("/enrollments/<int:enrollment_id>/why")
def why(enrollment_id: int) -> Any:
    enrollment = enrollment_for(current_member(), enrollment_id)
    causes = prospects.told_to(enrollment)
    return render_template("policies/why.html", enrollment=enrollment, program=enrollment.program, causes=causes)
