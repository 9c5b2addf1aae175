from flask import Blueprint

blueprint = Blueprint("pairing", __name__)


@blueprint.get("/programs/<int:program_id>/pairing")
def index(program_id: int) -> str:
    return ""
