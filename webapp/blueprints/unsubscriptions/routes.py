"""No more mails of a topic, by the link in each of them: from outside any session, with one press (RFC 8058)."""

from typing import Any

from flask import Blueprint, render_template, request

from webapp import limits, topic_words
from webapp.access import public, unsubscription_for
from webapp.domain import notification_choices
from webapp.domain.notification_choices import CHOICES
from webapp.extensions import csrf

blueprint = Blueprint("unsubscriptions", __name__)


@blueprint.get("/unsubscribe/<token>")
@public
def show(token: str) -> Any:
    """What it would do, and one button: scanners of mails open links."""
    return _page("show", token)


@blueprint.post("/unsubscribe/<token>")
@csrf.exempt
@public
@limits.unsubscriptions_per_origin
def create(token: str) -> Any:
    """Turn the mails off, whoever asks and whatever the body says: mail programs send it, and the page's button."""
    member, topic = unsubscription_for(token)
    before = notification_choices.turn_off_mail(member=member, topic=topic)
    return _page("done", token, before=before)


@blueprint.post("/unsubscribe/<token>/delete")
@public
@limits.unsubscriptions_per_origin
def delete(token: str) -> Any:
    """Take it back: the mails come as they did before; at once, where a mail program has turned them off already."""
    member, topic = unsubscription_for(token)
    said = {name: choice for name in notification_choices.TOPICS if (choice := request.form.get(name)) in CHOICES}
    concerned = {each: choice for each, choice in said.items() if topic in (each, notification_choices.DIGEST)}
    if not concerned and topic != notification_choices.DIGEST:
        concerned = {topic: "now"}
    notification_choices.turn_on_mail(member=member, chosen=concerned)
    return _page("taken_back", token)


def _page(name: str, token: str, **context: Any) -> Any:
    _member, topic = unsubscription_for(token)
    return render_template(f"unsubscriptions/{name}.html", token=token, topic=topic_words.name_of(topic), **context)
