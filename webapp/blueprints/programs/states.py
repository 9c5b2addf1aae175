from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import lazy_gettext as _l

from webapp.access import administered_program_for, current_member
from webapp.blueprints.programs.blueprint import blueprint
from webapp.domain import monitoring, programs
from webapp.domain.errors import WrongState
from webapp.filters import today
from webapp.fragments import see_other

NOUNS = {"opening": "enrolling", "start": "running", "finish": "finished", "archiving": "archived"}
DONE = {
    "opening": _l("The program is open for enrollment."),
    "start": _l("The program is running."),
    "finish": _l("The program is finished."),
    "archiving": _l("The program is in the archive."),
}
NOUN = "<any(opening, start, finish, archiving):noun>"


@blueprint.route(f"/programs/<int:program_id>/{NOUN}", methods=["GET", "POST"], endpoint="state")
def change_state(program_id: int, noun: str) -> Any:
    program = administered_program_for(current_member(), program_id)
    to = NOUNS[noun]
    if program.state not in programs.MAY_COME_FROM[to]:
        raise WrongState
    if request.method == "POST":
        programs.change_state(program=program, actor=current_member(), to=to, today=today())
        flash(str(DONE[noun]))
        return see_other(url_for("programs.show", program_id=program.id))
    counts = monitoring.numbers(program)
    return render_template("programs/state.html", program=program, noun=noun, numbers=counts)


@blueprint.post("/programs/<int:program_id>/finish/delete")
def run_again(program_id: int) -> Any:
    program = administered_program_for(current_member(), program_id)
    if program.state != "finished":
        raise WrongState
    programs.change_state(program=program, actor=current_member(), to="running", today=today())
    flash(str(DONE["start"]))
    return see_other(url_for("programs.show", program_id=program.id))


@blueprint.post("/programs/<int:program_id>/archiving/delete")
def bring_back(program_id: int) -> Any:
    program = administered_program_for(current_member(), program_id)
    programs.bring_back(program=program, actor=current_member())
    flash(str(_l("The program is out of the archive.")))
    return see_other(url_for("programs.show", program_id=program.id))
