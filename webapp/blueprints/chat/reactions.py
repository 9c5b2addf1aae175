"""What the two feel about a message: chosen, and taken back."""

from collections.abc import Callable
from typing import Any

from flask import abort, url_for

from webapp import access, conversation, limits
from webapp.access import current_member
from webapp.blueprints.chat.forms import ReactionForm
from webapp.blueprints.chat.posting import blueprint
from webapp.domain import chat, reactions
from webapp.fragments import see_other, wants_fragment
from webapp.realtime import broadcasts


@blueprint.post("/pairs/<int:pair_id>/messages/<int:seq>/reactions")
def create_reaction(pair_id: int, seq: int) -> Any:
    return _change(pair_id, seq, reactions.add)


@blueprint.post("/pairs/<int:pair_id>/messages/<int:seq>/reactions/delete")
def delete_reaction(pair_id: int, seq: int) -> Any:
    return _change(pair_id, seq, reactions.remove)


def _change(pair_id: int, seq: int, verb: Callable[..., int]) -> Any:
    member = current_member()
    pair = access.open_pair_for(member, pair_id)
    form = ReactionForm()
    if not form.validate_on_submit():
        abort(422)
    if refusal := limits.reactions_per_member(member.id):
        raise limits.TooMuch(refusal)
    changed = verb(pair=pair, author=member, seq=seq, kind=form.kind.data)
    if changed:
        broadcasts.pair_changed(pair.id, changed)
    line = chat.line_at(pair=pair, reader=member, seq=seq) or abort(404)
    if wants_fragment():
        return conversation.render(line, pair, member)
    if form.back.data:
        return see_other(url_for("chat.show", pair_id=pair.id, seq=form.back.data, _anchor=f"m{seq}"))
    return see_other(conversation.address_of(line, pair))
