from typing import Any

from flask import render_template

from webapp.access import current_member, demand_confirmation
from webapp.blueprints.accounts import blueprint
from webapp.blueprints.accounts.sessions import remember_where_to_go
from webapp.domain import factors, recovery_codes


@blueprint.get("/account/factors", endpoint="factors")
def index_factors() -> Any:
    member = current_member()
    demand_confirmation()
    remember_where_to_go()
    has, is_needed = factors.of_member(member), factors.is_lacking(member)
    return render_template("accounts/factors/index.html", has=has, is_needed=is_needed, many=recovery_codes.MANY)
