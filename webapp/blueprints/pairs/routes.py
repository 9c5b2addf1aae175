from flask import Blueprint

blueprint = Blueprint("pairs", __name__)


@blueprint.get("/pairs/<int:pair_id>")
def show(pair_id: int) -> str:
    return ""
