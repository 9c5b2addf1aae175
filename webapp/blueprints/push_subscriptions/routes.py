"""The browsers that tell a member: asked for by a tap, one for each sign-in."""

from typing import Any

from flask import Blueprint, current_app, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp import limits
from webapp.access import current_member, current_session, pair_for
from webapp.domain import push_keys, push_subscriptions
from webapp.fragments import see_other
from webapp.inputs import whole_number

blueprint = Blueprint("push_subscriptions", __name__)


@blueprint.get("/push-subscriptions/key")
def key() -> Any:
    """The key by which the browser's push service will know this site."""
    return {"key": push_keys.public()}


@blueprint.post("/push-subscriptions")
@limits.push_subscriptions_per_member
def create() -> Response:
    """Tell me on this device."""
    given = {name: request.form.get(name, "") for name in ("endpoint", "p256dh", "auth")}
    local = current_app.config["PUSH_TEST_SERVICE"]
    push_subscriptions.subscribe(member=current_member(), session=current_session(), local=local, **given)
    flash(_("This device tells you from now on."))
    return see_other(_back())


@blueprint.post("/push-subscriptions/delete")
def delete() -> Response:
    """No more on this device."""
    push_subscriptions.unsubscribe(member=current_member(), session=current_session())
    flash(_("This device tells you nothing any more."))
    return see_other(_back())


@blueprint.post("/push-subscriptions/dismissal")
def dismiss() -> Response:
    """Not now: the pair's page does not ask again."""
    push_subscriptions.dismiss(member=current_member())
    return see_other(_back())


def _back() -> str:
    """The page on which somebody was asked: a pair's, or that of their notifications."""
    pair_id = request.form.get("pair", type=whole_number)
    if pair_id is None:
        return url_for("notifications.edit", _anchor="device")
    return url_for("pairs.show", pair_id=pair_for(current_member(), pair_id).id)
