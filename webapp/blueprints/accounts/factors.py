from typing import Any

from flask import render_template

from webapp.access import current_member
from webapp.blueprints.accounts import blueprint
from webapp.domain import factors


@blueprint.get("/account/factors", endpoint="factors")
def factors_page() -> Any:
    member = current_member()
    return render_template("accounts/factors/index.html", has_one=factors.has_one(member))
