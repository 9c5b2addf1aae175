"""What an admin makes of the suggestions on the board."""

from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext

from db.models import Suggestion
from webapp.access import suggestion_for
from webapp.blueprints.rounds.blueprint import blueprint
from webapp.blueprints.rounds.desk import Desk, Done, desk_of, show, work
from webapp.blueprints.rounds.forms import LineForm, MentorForm
from webapp.domain.rounds import board as boards
from webapp.domain.rounds import working
from webapp.errors import ADVICE
from webapp.inputs import whole_number

ROUND = "/programs/<int:program_id>/rounds/<int:round_id>"
SUGGESTION = f"{ROUND}/suggestions/<int:suggestion_id>"


@blueprint.post(f"{ROUND}/acceptances")
def accept_above(program_id: int, round_id: int) -> Any:
    desk, form = desk_of(program_id, round_id), LineForm()
    if not form.validate_on_submit():
        return show(desk, 422, problem=str(ADVICE[400]))

    def accepted() -> Done:
        ids = working.accept_above(draft=desk.draft, line=form.line.data / 100)
        return Done(ngettext("One is accepted.", "%(num)d are accepted.", len(ids)), "acceptance", ids)

    return work(desk, accepted)


@blueprint.post(f"{ROUND}/acceptances/delete")
def take_back(program_id: int, round_id: int) -> Any:
    desk = desk_of(program_id, round_id)
    ids = request.form.getlist("suggestion", type=whole_number)

    def taken_back() -> Done:
        many = working.take_back(draft=desk.draft, suggestion_ids=ids)
        said = ngettext("Undone: one is open again.", "Undone: %(num)d are open again.", many)
        return Done(said, at=ids)

    return work(desk, taken_back)


@blueprint.post(f"{SUGGESTION}/acceptance")
def accept(program_id: int, round_id: int, suggestion_id: int) -> Any:
    desk, suggestion, form = _row(program_id, round_id, suggestion_id)
    if not form.validate_on_submit():
        return show(desk, 422, problem=str(ADVICE[400]))

    def accepted() -> Done:
        following = boards.after(desk.draft, desk.view, suggestion)
        working.accept(draft=desk.draft, suggestion_id=suggestion.id, mentor_id=form.mentor.data)
        said = _("Accepted: %(names)s.", names=_names(suggestion))
        return Done(said, "acceptance", [suggestion.id], following)

    return work(desk, accepted)


@blueprint.post(f"{SUGGESTION}/acceptance/delete")
def open_again(program_id: int, round_id: int, suggestion_id: int) -> Any:
    desk, suggestion, _form = _row(program_id, round_id, suggestion_id)

    def opened() -> Done:
        following = boards.after(desk.draft, desk.view, suggestion)
        working.take_back(draft=desk.draft, suggestion_ids=[suggestion.id])
        return Done(_("Open again: %(names)s.", names=_names(suggestion)), at=[suggestion.id, *following])

    return work(desk, opened)


@blueprint.post(f"{SUGGESTION}/skip")
def skip(program_id: int, round_id: int, suggestion_id: int) -> Any:
    desk, suggestion, form = _row(program_id, round_id, suggestion_id)
    if not form.validate_on_submit():
        return show(desk, 422, problem=str(ADVICE[400]))

    def skipped() -> Done:
        names, following = _names(suggestion), boards.after(desk.draft, desk.view, suggestion)
        changed = working.skip(draft=desk.draft, suggestion_id=suggestion.id, mentor_id=form.mentor.data)
        said = _("Skipped: %(names)s. The two are not suggested again in this round.", names=names)
        return Done(f"{said}{_others(changed)}", "skip", [suggestion.id], [suggestion.id, *following])

    return work(desk, skipped)


@blueprint.post(f"{SUGGESTION}/skip/delete")
def take_skip_back(program_id: int, round_id: int, suggestion_id: int) -> Any:
    desk, suggestion, _form = _row(program_id, round_id, suggestion_id)

    def taken_back() -> Done:
        changed = working.take_skip_back(draft=desk.draft, suggestion_id=suggestion.id)
        return Done(f"{_('The skip is undone.')}{_others(changed)}", at=[suggestion.id])

    return work(desk, taken_back)


@blueprint.post(f"{SUGGESTION}/lock")
def lock(program_id: int, round_id: int, suggestion_id: int) -> Any:
    desk, suggestion, form = _row(program_id, round_id, suggestion_id)
    if not form.validate_on_submit():
        return show(desk, 422, problem=str(ADVICE[400]))

    def locked() -> Done:
        working.lock(draft=desk.draft, suggestion_id=suggestion.id, mentor_id=form.mentor.data)
        said = _("Locked: %(names)s stay together when the others are solved again.", names=_names(suggestion))
        return Done(said, at=[suggestion.id], part="lock")

    return work(desk, locked)


@blueprint.post(f"{SUGGESTION}/lock/delete")
def unlock(program_id: int, round_id: int, suggestion_id: int) -> Any:
    desk, suggestion, _form = _row(program_id, round_id, suggestion_id)

    def unlocked() -> Done:
        changed = working.unlock(draft=desk.draft, suggestion_id=suggestion.id)
        return Done(f"{_('The lock is open.')}{_others(changed)}", at=[suggestion.id], part="lock")

    return work(desk, unlocked)


@blueprint.post(f"{SUGGESTION}/choice")
def choose(program_id: int, round_id: int, suggestion_id: int) -> Any:
    desk, suggestion, form = _row(program_id, round_id, suggestion_id)
    if not form.validate_on_submit():
        return show(desk, 422, problem=str(ADVICE[400]))

    def chosen() -> Done:
        changed = working.choose(draft=desk.draft, suggestion_id=suggestion.id, mentor_id=form.mentor.data)
        said = _("Chosen and locked: %(names)s.", names=_names(suggestion_for(desk.draft, suggestion.id)))
        return Done(f"{said}{_others(changed)}", at=[suggestion.id])

    return work(desk, chosen)


def _row(program_id: int, round_id: int, suggestion_id: int) -> tuple[Desk, Suggestion, MentorForm]:
    desk = desk_of(program_id, round_id)
    return desk, suggestion_for(desk.draft, suggestion_id), MentorForm()


def _names(suggestion: Suggestion) -> str:
    mentor = suggestion.mentor.member.name if suggestion.mentor_id else "–"
    return _("%(mentee)s and %(mentor)s", mentee=suggestion.mentee.member.name, mentor=mentor)


def _others(changed: int) -> str:
    """What the new solution changed, as a sentence that follows another; "" where nothing did."""
    if not changed:
        return ""
    return " " + ngettext("One suggestion is new.", "%(num)d suggestions are new.", changed)
