"""The bell's page, and how each member wants to hear of what."""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp import news
from webapp.access import current_member, current_session, notification_for
from webapp.blueprints.notifications.forms import ChoicesForm
from webapp.domain import bounces, notifications, push_subscriptions
from webapp.fragments import see_other
from webapp.inputs import whole_number

blueprint = Blueprint("notifications", __name__)


@blueprint.get("/notifications")
def index() -> Any:
    """All that a member was told, unread first."""
    number = request.args.get("page", 1, type=whole_number)
    page = notifications.page_of(current_member(), number)
    return render_template("notifications/index.html", page=page)


@blueprint.get("/notifications/<int:notification_id>")
def show(notification_id: int) -> Response:
    """Lead on to what it is about; it is read by that."""
    notification = notification_for(current_member(), notification_id)
    notifications.read(notification=notification)
    return see_other(news.link(notification) or url_for("notifications.index"))


@blueprint.post("/notifications/read-mark")
def read_mark() -> Response:
    """What was shown is read: from the oldest to the newest of a list."""
    oldest, newest = (request.form.get(name, 0, type=whole_number) for name in ("oldest", "newest"))
    notifications.mark_read(member=current_member(), oldest=oldest, newest=newest)
    return see_other(url_for("notifications.index") if "all" in request.form else "/")


@blueprint.post("/account/bounce/delete")
def delete_bounce() -> Response:
    """My address works again: mails are tried once more."""
    bounces.clear(current_member())
    return see_other(url_for("notifications.edit"))


@blueprint.route("/account/notifications", methods=["GET", "POST"])
def edit() -> Any:
    """What a member hears of, how, and when they are left alone. `?preset=` fills the form and keeps nothing."""
    member = current_member()
    form = ChoicesForm.of(member, preset=request.args.get("preset", ""))
    if form.validate_on_submit():
        form.keep()
        flash(_("Saved. From now on you hear of things this way."))
        return see_other(url_for("notifications.edit"))
    context = {"bounce": bounces.of(member), "is_push_on": push_subscriptions.of_session(current_session()) is not None}
    page = render_template("notifications/edit.html", form=form, member=member, **context)
    return page, 422 if form.errors else 200
