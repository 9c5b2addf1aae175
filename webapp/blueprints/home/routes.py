from typing import Any

from flask import Blueprint, render_template, request
from flask_login import current_user
from peewee import PeeweeException
from playhouse.pool import MaxConnectionsExceeded
from werkzeug.wrappers import Response

from db.migrate import is_current
from webapp.access import current_member, public
from webapp.domain import notifications, overview
from webapp.fragments import see_other
from webapp.inputs import whole_number

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@public
def index() -> Any:
    if not current_user.is_authenticated:
        return render_template("home/welcome.html")
    return render_template("home/index.html", member=current_user, overview=overview.of_member(current_member()))


@blueprint.post("/notifications/read-mark")
def read_mark() -> Response:
    oldest, newest = (request.form.get(name, 0, type=whole_number) for name in ("oldest", "newest"))
    notifications.mark_read(member=current_member(), oldest=oldest, newest=newest)
    return see_other("/")


@blueprint.get("/healthz")
@public
def alive() -> Any:
    return {"status": "alive"}


@blueprint.get("/readyz")
@public
def ready() -> Any:
    try:
        if is_current():
            return {"status": "ready"}
    except (PeeweeException, MaxConnectionsExceeded):
        return {"status": "the database does not answer"}, 503
    return {"status": "migrations are pending"}, 503
