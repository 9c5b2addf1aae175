from datetime import datetime
from typing import Any

from flask import render_template
from flask_babel import format_date

from db.models import Pair
from webapp import access
from webapp.access import current_member
from webapp.blueprints.closings.blueprint import blueprint
from webapp.domain import certificates
from webapp.filters import in_zone


@blueprint.get("/pairs/<int:pair_id>/certificate")
def certificate(pair_id: int) -> Any:
    """A page made to be printed, for one of a completed pair."""
    member = current_member()
    pair = access.pair_for(member, pair_id)
    sheet = certificates.of(pair, member)
    days = {name: format_date(in_zone(at), "d MMMM y") for name, at in _ends(pair)}
    return render_template("closings/certificate.html", certificate=sheet, program=pair.program, pair=pair, **days)


def _ends(pair: Pair) -> tuple[tuple[str, datetime], ...]:
    return ("begun", pair.introduced_at), ("ended", pair.closed_at)
