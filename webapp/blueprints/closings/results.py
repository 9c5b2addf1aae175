"""What a program's pairs said at their end, for its admins."""

from typing import Any

from flask import Response as FlaskResponse
from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp import access
from webapp.access import current_member
from webapp.blueprints.closings import words
from webapp.blueprints.closings.blueprint import blueprint
from webapp.blueprints.closings.forms import CheckForm
from webapp.domain import certificates, closing_results, testimonials
from webapp.fragments import see_other
from webapp.sheets import csv_of


@blueprint.get("/programs/<int:program_id>/closing")
def results(program_id: int) -> Any:
    admin = current_member()
    program = access.administered_program_for(admin, program_id)
    line = request.args.get("line", "")[:40]
    return render_template(
        "closings/results.html",
        program=program,
        results=closing_results.of_program(program, reader=admin),
        enough=closing_results.ENOUGH,
        testimonials=testimonials.for_admins(program),
        questions=words.QUESTIONS,
        choices=words.CHOICES,
        check_form=CheckForm(formdata=None, data={"line": line}),
        line=line,
        certificate=certificates.check(program, line) if line else None,
    )


@blueprint.get("/programs/<int:program_id>/closing.csv")
def file(program_id: int) -> Any:
    """How often each answer was given; nothing of who gave it, and nothing below five answers."""
    admin = current_member()
    program = access.administered_program_for(admin, program_id)
    found = closing_results.of_program(program, reader=admin)
    rows: list[tuple[Any, Any, int]] = [(_("Answers"), "", found.answered)]
    if found.counted:
        rows += [
            (words.QUESTIONS[name], n, count) for name, scale in found.scales.items() for n, count in scale.items()
        ]
        rows += [(_("What next"), words.CHOICES[choice], count) for choice, count in found.choices.items()]
    text = csv_of((_("Question"), _("Answer"), _("Number")), [[str(cell) for cell in row] for row in rows])
    named = {"Content-Disposition": f'attachment; filename="closing-{program.id}.csv"'}
    return FlaskResponse(text, mimetype="text/csv", headers=named)


@blueprint.post("/programs/<int:program_id>/testimonials/<int:testimonial_id>/hiding")
def hide(program_id: int, testimonial_id: int) -> Response:
    admin = current_member()
    program = access.administered_program_for(admin, program_id)
    row = access.testimonial_for(program, testimonial_id)
    testimonials.hide(program=program, testimonial=row, admin=admin)
    flash(_("It is hidden. You can show it again here."))
    return see_other(url_for("closings.results", program_id=program_id, _anchor="testimonials"))


@blueprint.post("/programs/<int:program_id>/testimonials/<int:testimonial_id>/hiding/delete")
def unhide(program_id: int, testimonial_id: int) -> Response:
    admin = current_member()
    program = access.administered_program_for(admin, program_id)
    row = access.testimonial_for(program, testimonial_id)
    testimonials.hide(program=program, testimonial=row, admin=admin, is_hidden=False)
    return see_other(url_for("closings.results", program_id=program_id, _anchor="testimonials"))
