"""The form's door to the chat: read, post, edit, delete. The socket's door is sockets.py."""

from collections.abc import Mapping
from typing import Any

from flask import abort, render_template, request, url_for

from db.models import Member, Pair
from webapp import access, conversation, limits
from webapp.access import current_member
from webapp.blueprints.chat import polling, reactions, searches, sockets
from webapp.blueprints.chat.forms import EditForm, MessageForm
from webapp.blueprints.chat.posting import blueprint, post
from webapp.domain import chat, progress
from webapp.domain.errors import NotAnsweredYet
from webapp.errors import words_for
from webapp.fragments import see_other, wants_fragment
from webapp.inputs import whole_number
from webapp.realtime import broadcasts

__all__ = ["blueprint", "reactions", "searches", "sockets"]  # importing them registers their routes


@blueprint.get("/pairs/<int:pair_id>/messages")
def index(pair_id: int) -> Any:
    """Catch up (`?after=<seq>`; with `wait`, as a socket would), or page back (`?before=<seq>`)."""
    member = current_member()
    after, before = request.args.get("after", type=whole_number), request.args.get("before", type=whole_number)
    if after is not None and "wait" in request.args:
        return polling.answer(access.open_pair_for(member, pair_id), member, after)
    pair = access.pair_for(member, pair_id)
    if after is not None:
        return _caught_up(pair, member, after)
    if not wants_fragment():
        return see_other(url_for("pairs.show", pair_id=pair_id, before=before) + "#conversation")
    shown = conversation.log(pair, member, thread=conversation.thread_asked_for(), before=before)
    return render_template("chat/_log.html", **shown)


@blueprint.post("/pairs/<int:pair_id>/messages")
def create(pair_id: int) -> Any:
    member = current_member()
    pair = access.open_pair_for(member, pair_id)
    form = MessageForm()
    if not form.validate_on_submit():
        return _unsent(form, pair, 422)
    if refusal := limits.messages_per_member(member.id):
        return _unsent(form, pair, 429, refusal.words, {"Retry-After": str(refusal.seconds)})
    try:
        posted = post(pair, member, form)
    except NotAnsweredYet as refused:
        return _unsent(form, pair, refused.status, words_for(refused))
    if wants_fragment():
        return conversation.render(posted.line, pair, member)
    return see_other(_where(pair, posted.line) + f"#m{posted.line.seq}")


@blueprint.get("/pairs/<int:pair_id>/messages/<int:seq>")
def show(pair_id: int, seq: int) -> Any:
    """One message, its replies, and what can be done with it."""
    member = current_member()
    pair = access.pair_for(member, pair_id)
    line = chat.line_at(pair=pair, reader=member, seq=seq) or abort(404)
    is_root = line.message.reply_to is None
    card = conversation.card(pair, member, reply_to=seq, **conversation.stretch()) if is_root else None
    return render_template("chat/show.html", line=line, pair=pair, member=member, card=card)


@blueprint.route("/pairs/<int:pair_id>/messages/<int:seq>/edit", methods=["GET", "POST"])
def edit(pair_id: int, seq: int) -> Any:
    member = current_member()
    pair = access.open_pair_for(member, pair_id)
    line = chat.line_at(pair=pair, reader=member, seq=seq) or abort(404)
    if not line.is_mine or line.text is None:
        abort(403)
    form = EditForm(data={"body": line.text})
    if not form.validate_on_submit():
        return render_template("chat/edit.html", form=form, pair=pair, line=line), 422 if form.errors else 200
    edited = chat.edit_message(pair=pair, author=member, seq=seq, body=form.body.data)
    broadcasts.pair_changed(pair.id, edited.message.changed_seq)
    return see_other(url_for("chat.show", pair_id=pair_id, seq=seq))


@blueprint.post("/pairs/<int:pair_id>/messages/<int:seq>/delete")
def delete(pair_id: int, seq: int) -> Any:
    member = current_member()
    pair = access.open_pair_for(member, pair_id)
    if chat.line_at(pair=pair, reader=member, seq=seq) is None:
        abort(404)
    gone = chat.delete_message(pair=pair, author=member, seq=seq)
    broadcasts.pair_changed(pair.id, gone.message.changed_seq)
    if wants_fragment():
        return conversation.render(gone, pair, member)
    return see_other(_where(pair, gone) + "#conversation")


def _unsent(form: MessageForm, pair: Pair, status: int, why: str = "", headers: Mapping[str, str] | None = None) -> Any:
    """A message that is refused for now, its words still in their field."""
    if why:
        form.form_errors = [why]
    return render_template("chat/unsent.html", form=form, pair=pair), status, headers or {}


def _caught_up(pair: Pair, member: Member, after: int) -> Any:
    changed = chat.changes(pair=pair, reader=member, after=after)
    if not changed:
        return "", 204
    return "".join(conversation.render(line, pair, member) for line in changed)


def _where(pair: Pair, line: chat.Line) -> str:
    if line.message.reply_to is not None:
        return url_for("chat.show", pair_id=pair.id, seq=line.message.reply_to)
    number = progress.path_of(pair).number_of(line.message.step_id)
    if number:
        return url_for("pairs.step", pair_id=pair.id, number=number)
    return url_for("pairs.show", pair_id=pair.id)
