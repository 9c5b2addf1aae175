from typing import Any

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp import access, conversation
from webapp.access import current_member
from webapp.blueprints.pairs.forms import CheckInForm, GoalForm, NoteForm
from webapp.blueprints.pairs.page import asks_for_push, side
from webapp.domain import pairs, progress, vault
from webapp.filters import today
from webapp.fragments import see_other
from webapp.realtime import broadcasts

blueprint = Blueprint("pairs", __name__)


@blueprint.get("/pairs/<int:pair_id>")
def show(pair_id: int) -> Any:
    """The pair's page: the step they are on, the trail, the partner, the chat."""
    member = current_member()
    pair = access.pair_for(member, pair_id)
    path = progress.path_of(pair)
    card = conversation.card(pair, member, path=path, **conversation.stretch())
    is_push_asked = asks_for_push(card, member)
    return render_template(
        "pairs/show.html", card=card, is_push_asked=is_push_asked, **side(pair, member, path, path.here)
    )


@blueprint.get("/pairs/<int:pair_id>/steps/<int:number>")
def step(pair_id: int, number: int) -> Any:
    """One step's sheet with its notes and its thread."""
    member = current_member()
    pair = access.pair_for(member, pair_id)
    path = progress.path_of(pair)
    on_path = path.number(number) or abort(404)
    card = conversation.card(pair, member, path=path, step=on_path, **conversation.stretch())
    return render_template("pairs/show.html", card=card, is_push_asked=False, **side(pair, member, path, on_path))


@blueprint.post("/pairs/<int:pair_id>/steps/<int:number>/completion")
def complete(pair_id: int, number: int) -> Response:
    member = current_member()
    pair = access.open_pair_for(member, pair_id)
    on_path = progress.path_of(pair).number(number) or abort(404)
    progress.complete_step(pair=pair, member=member, step=on_path.step)
    flash(_("Step %(n)d is done. It can be undone for a day.", n=number))
    return see_other(url_for("pairs.show", pair_id=pair_id))


@blueprint.post("/pairs/<int:pair_id>/steps/<int:number>/completion/delete")
def undo(pair_id: int, number: int) -> Response:
    member = current_member()
    pair = access.open_pair_for(member, pair_id)
    on_path = progress.path_of(pair).number(number) or abort(404)
    progress.undo_completion(pair=pair, step=on_path.step)
    return see_other(url_for("pairs.show", pair_id=pair_id))


@blueprint.post("/pairs/<int:pair_id>/steps/<int:number>/notes")
def add_note(pair_id: int, number: int) -> Any:
    member = current_member()
    pair = access.open_pair_for(member, pair_id)
    on_path = progress.path_of(pair).number(number) or abort(404)
    form = NoteForm()
    if not form.validate_on_submit():
        back = url_for("pairs.step", pair_id=pair_id, number=number)
        return render_template("pairs/words.html", form=form, title=_("A note on this step"), back=back), 422
    progress.add_note(pair=pair, author=member, step=on_path.step, body=form.body.data)
    return see_other(url_for("pairs.step", pair_id=pair_id, number=number) + "#notes")


@blueprint.post("/pairs/<int:pair_id>/steps/<int:number>/notes/<int:note_id>/delete")
def delete_note(pair_id: int, number: int, note_id: int) -> Response:
    member = current_member()
    pair = access.pair_for(member, pair_id)
    progress.delete_note(pair=pair, author=member, note_id=access.note_for(pair, note_id).id)
    return see_other(url_for("pairs.step", pair_id=pair_id, number=number) + "#notes")


@blueprint.post("/pairs/<int:pair_id>/check-ins")
def check_in(pair_id: int) -> Any:
    member = current_member()
    pair = access.open_pair_for(member, pair_id)
    form = CheckInForm()
    if not form.validate_on_submit():
        back = url_for("pairs.show", pair_id=pair_id)
        return render_template("pairs/check_in.html", form=form, pair=pair, member=member, back=back), 422
    progress.check_in(pair=pair, member=member, score=form.score.data, words=form.words.data or "", today=today())
    flash(_("Thank you. You have checked in for this week."))
    return see_other(url_for("pairs.show", pair_id=pair_id))


@blueprint.route("/pairs/<int:pair_id>/goal/edit", methods=["GET", "POST"])
def edit_goal(pair_id: int) -> Any:
    member = current_member()
    pair = access.open_pair_for(member, pair_id)
    goal = progress.goal_of(pair, vault.of_pair(pair.id))
    form = GoalForm(data={"body": goal.text if goal else ""})
    back = url_for("pairs.show", pair_id=pair_id)
    if not form.validate_on_submit():
        page = render_template("pairs/words.html", form=form, title=_("Our goal"), back=back)
        return page, 422 if form.errors else 200
    progress.set_goal(pair=pair, author=member, body=form.body.data)
    return see_other(back)


@blueprint.post("/pairs/<int:pair_id>/pause")
def pause(pair_id: int) -> Response:
    member = current_member()
    pair = access.open_pair_for(member, pair_id)
    pairs.pause(pair=pair, member=member)
    return see_other(url_for("pairs.show", pair_id=pair_id))


@blueprint.post("/pairs/<int:pair_id>/pause/delete")
def resume(pair_id: int) -> Response:
    pair = access.open_pair_for(current_member(), pair_id)
    pairs.resume(pair=pair)
    return see_other(url_for("pairs.show", pair_id=pair_id))


@blueprint.post("/pairs/<int:pair_id>/finish")
def finish(pair_id: int) -> Response:
    member = current_member()
    pair = access.open_pair_for(member, pair_id)
    pairs.finish(pair=pair, member=member)
    broadcasts.pair_closed(pair.id)
    flash(_("You have walked the whole path. Well done, both of you."))
    return see_other(url_for("closings.show", pair_id=pair_id))


@blueprint.route("/pairs/<int:pair_id>/ending", methods=["GET", "POST"])
def end(pair_id: int) -> Any:
    """Leave the mentorship: a page that says what happens, and one button."""
    member = current_member()
    pair = access.pair_under_way_for(member, pair_id)
    if request.method == "GET":
        return render_template("pairs/ending.html", pair=pair, partner=pair.partner_of(member))
    pairs.end(pair=pair, member=member)
    broadcasts.pair_closed(pair.id)
    flash(_("The mentorship has ended. Thank you for the time that you gave it."))
    return see_other(url_for("pairs.show", pair_id=pair_id))
