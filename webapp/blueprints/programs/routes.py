from flask import Blueprint

blueprint = Blueprint("programs", __name__)


@blueprint.get("/groups/<slug>/programs/new")
def new(slug: str) -> str:
    return ""


@blueprint.get("/programs/<int:program_id>")
def show(program_id: int) -> str:
    return ""
