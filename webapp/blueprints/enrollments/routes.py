from flask import Blueprint

blueprint = Blueprint("enrollments", __name__)


@blueprint.get("/programs/<int:program_id>/enrollments/new")
def new(program_id: int) -> str:
    return ""


@blueprint.get("/programs/<int:program_id>/enrollments")
def index(program_id: int) -> str:
    return ""


@blueprint.get("/enrollments/<int:enrollment_id>")
def show(enrollment_id: int) -> str:
    return ""
