"""Who of a program's pairs needs help, and what an admin can do about it. Signals, and never a word of a pair's."""

from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from webapp import limits
from webapp.access import (
    administered_program_for,
    coordinator_note_for,
    current_member,
    helped_pair_for,
    pair_for,
)
from webapp.blueprints.help.blueprint import blueprint
from webapp.blueprints.help.forms import ROLES, NoteForm, SnoozeForm, WordForm
from webapp.blueprints.help.page import shown
from webapp.domain import coordinator_notes, coordinator_words, health, needs, snoozes
from webapp.fragments import see_other
from webapp.inputs import whole_number


@blueprint.get("/programs/<int:program_id>/help")
def index(program_id: int) -> Any:
    admin = current_member()
    program = administered_program_for(admin, program_id)
    kept = _kept()
    wanted = needs.Wanted(kept.get("level", ""), kept.get("signal", ""), "snoozed" in kept)
    number = request.args.get("page", 1, type=whole_number)
    listing = needs.listing(program, reader=admin, wanted=wanted, number=number)
    return render_template(
        "help/index.html",
        program=program,
        listing=listing,
        wanted=wanted,
        kept=kept,
        names=health.NAMES,
        snooze_days=snoozes.DAYS,
    )


@blueprint.get("/programs/<int:program_id>/help/<int:pair_id>")
def show(program_id: int, pair_id: int) -> Any:
    admin = current_member()
    program = administered_program_for(admin, program_id)
    return shown(program, admin, helped_pair_for(program, admin, pair_id))


@blueprint.post("/programs/<int:program_id>/help/<int:pair_id>/words")
@limits.words_per_admin
def write(program_id: int, pair_id: int) -> Any:
    admin = current_member()
    program = administered_program_for(admin, program_id)
    need = helped_pair_for(program, admin, pair_id)
    form = WordForm()
    if not form.validate_on_submit():
        return shown(program, admin, need, word_form=form, status=422)
    written = coordinator_words.send(
        program=program,
        pair_id=pair_id,
        author=admin,
        roles=ROLES[form.to.data],
        body=form.body.data,
        client_id=form.client_id.data,
    )
    if written:
        flash(ngettext("Your words are on their way.", "Your words are on their way to both.", written))
    return see_other(url_for("help.show", program_id=program_id, pair_id=pair_id))


@blueprint.post("/programs/<int:program_id>/help/<int:pair_id>/snoozes")
def snooze(program_id: int, pair_id: int) -> Any:
    admin = current_member()
    program = administered_program_for(admin, program_id)
    need = helped_pair_for(program, admin, pair_id)
    form = SnoozeForm()
    if not form.validate_on_submit():
        return shown(program, admin, need, status=422)
    snoozes.snooze(program=program, pair_id=pair_id, by=admin, days=form.days.data)
    flash(_("They are out of the list until then, or until they fare worse."))
    return see_other(url_for("help.index", program_id=program_id, **_kept()))


@blueprint.post("/programs/<int:program_id>/help/<int:pair_id>/snoozes/delete")
def wake(program_id: int, pair_id: int) -> Response:
    admin = current_member()
    program = administered_program_for(admin, program_id)
    helped_pair_for(program, admin, pair_id)
    snoozes.wake(program=program, pair_id=pair_id, by=admin)
    return see_other(url_for("help.show", program_id=program_id, pair_id=pair_id))


@blueprint.post("/programs/<int:program_id>/help/<int:pair_id>/notes")
def note(program_id: int, pair_id: int) -> Any:
    admin = current_member()
    program = administered_program_for(admin, program_id)
    need = helped_pair_for(program, admin, pair_id)
    form = NoteForm()
    if not form.validate_on_submit():
        return shown(program, admin, need, note_form=form, status=422)
    coordinator_notes.add(program=program, pair_id=pair_id, author=admin, body=form.body.data)
    return see_other(url_for("help.show", program_id=program_id, pair_id=pair_id) + "#notes")


@blueprint.post("/programs/<int:program_id>/help/<int:pair_id>/notes/<int:coordinator_note_id>/delete")
def delete_note(program_id: int, pair_id: int, coordinator_note_id: int) -> Response:
    admin = current_member()
    program = administered_program_for(admin, program_id)
    found = coordinator_note_for(program, admin, pair_id, coordinator_note_id)
    coordinator_notes.delete(program=program, pair_id=pair_id, author=admin, note_id=found)
    return see_other(url_for("help.show", program_id=program_id, pair_id=pair_id) + "#notes")


@blueprint.get("/pairs/<int:pair_id>/coordinator-words")
def received(pair_id: int) -> Any:
    """What admins wrote to one of a pair: they alone read it, besides its author."""
    member = current_member()
    pair = pair_for(member, pair_id)
    return render_template(
        "help/received.html",
        pair=pair,
        partner=pair.partner_of(member),
        words=coordinator_words.to(member, pair),
    )


def _kept() -> dict[str, Any]:
    """What the address narrows the list to; what it says wrongly is not said."""
    level, signal = request.args.get("level", ""), request.args.get("signal", "")
    kept = {
        "level": level if level in needs.LEVELS else "",
        "signal": signal if signal in health.NAMES else "",
        "snoozed": "yes" if request.args.get("snoozed") == "yes" else "",
    }
    return {name: value for name, value in kept.items() if value}
