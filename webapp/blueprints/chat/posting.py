"""What both of the chat's doors share: the blueprint, and posting."""

from flask import Blueprint

from db.database import connected
from db.models import Member, Pair
from webapp import unread
from webapp.blueprints.chat.forms import MessageForm
from webapp.domain import chat, progress
from webapp.realtime import broadcasts

blueprint = Blueprint("chat", __name__)


def post(pair: Pair, member: Member, form: MessageForm, login: str = "") -> chat.Posted:
    """Post what a valid form holds, through whichever door, and tell the open pages."""
    on_path = _step(pair, form.step.data) if form.step.data else None
    posted = chat.post_message(
        pair=pair,
        author=member,
        body=form.body.data,
        client_id=form.client_id.data,
        step=on_path.step if on_path else None,
        reply_to=form.reply_to.data,
        login=login,
    )
    # Also for a retry: whoever stored it may have died between its commit and this line.
    message = posted.line.message
    broadcasts.pair_changed(pair.id, message.changed_seq, new=message if posted.is_new else None)
    unread.posted()
    return posted


def _step(pair: Pair, number: int) -> progress.PathStep | None:
    with connected():  # and none while the post waits for its turn: there are fewer than may be waiting
        return progress.path_of(pair).number(number)
