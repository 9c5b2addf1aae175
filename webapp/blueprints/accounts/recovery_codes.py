from typing import Any

from flask import render_template, session, url_for

from db.models import Member
from webapp import limits, notices
from webapp.access import current_member, demand_confirmation
from webapp.blueprints.accounts import blueprint
from webapp.domain import factors, recovery_codes
from webapp.fragments import see_other
from webapp.realtime import broadcasts


@blueprint.post("/account/recovery-codes")
@limits.passwords_per_member
def create_recovery_codes() -> Any:
    member = current_member()
    demand_confirmation()
    if not factors.has_one(member):
        return see_other(url_for("accounts.factors"))
    codes = recovery_codes.renew(member=member)
    notices.send("recovery_renewed", member)
    return _page(codes)


def shown_once(member: Member, codes: list[str]) -> Any:
    """What comes after a factor was added: the codes, if it was the first, which are nowhere to be read again.

    The page is the answer itself and not where the answer leads to: for that they would have to be kept.
    """
    if not codes:
        return see_other(_onward())
    broadcasts.sessions_ended(member.id)
    return _page(codes)


def _page(codes: list[str]) -> str:
    return render_template("accounts/recovery_codes/show.html", codes=codes, onward=_onward())


def _onward() -> str:
    """Where somebody wanted to go when they were led to set a factor up."""
    return str(session.pop("next", None) or url_for("accounts.factors"))
