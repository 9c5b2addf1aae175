from flask import Blueprint, current_app

blueprint = Blueprint("rounds", __name__)


@blueprint.app_template_test("endpoint")
def is_endpoint(name: str) -> bool:
    """Whether the app has a page of this name: ways that are not there are not shown."""
    return name in current_app.view_functions
