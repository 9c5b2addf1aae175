from typing import Any

from flask import Blueprint, render_template
from flask_login import current_user

from webapp.access import public

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@public
def index() -> Any:
    if not current_user.is_authenticated:
        return render_template("home/welcome.html")
    return render_template("home/index.html")


@blueprint.get("/healthz")
@public
def alive() -> Any:
    return {"status": "alive"}
