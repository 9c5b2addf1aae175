from typing import Any

from flask import Blueprint, render_template
from flask_login import current_user
from peewee import PeeweeException
from playhouse.pool import MaxConnectionsExceeded

from db.migrate import is_current
from webapp.access import current_member, public
from webapp.domain import bounces, overview

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@public
def index() -> Any:
    if not current_user.is_authenticated:
        return render_template("home/welcome.html")
    member = current_member()
    return render_template(
        "home/index.html", member=member, overview=overview.of_member(member), bounce=bounces.of(member)
    )


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
