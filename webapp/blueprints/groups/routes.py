from flask import Blueprint

blueprint = Blueprint("groups", __name__)


@blueprint.get("/groups")
def index() -> str:
    return ""


@blueprint.get("/groups/<slug>")
def show(slug: str) -> str:
    return "<!doctype html><title>.</title><h1>.</h1>"
