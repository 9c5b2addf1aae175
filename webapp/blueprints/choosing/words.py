"""How choosing says things: a choice's place, how a request stands."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from db.models import MentorRequest
from webapp.blueprints.choosing.blueprint import blueprint
from webapp.filters import day

PLACES = {1: _l("First choice"), 2: _l("Second choice"), 3: _l("Third choice")}
ADD = {1: _l("Choose first"), 2: _l("Choose second"), 3: _l("Choose third")}


@blueprint.app_template_filter()
def choice_name(place: int) -> str:
    """ "First choice"."""
    return str(PLACES[place])


@blueprint.app_template_filter()
def choice_to_add(place: int) -> str:
    """What the button says that adds a choice at this place."""
    return str(ADD[place])


@blueprint.app_template_filter()
def choosing_state(kind: str) -> str:
    """For the admin, what a mentee who chooses is about."""
    return _("asks a mentor") if kind == "asking" else _("has ranked mentors")


@blueprint.app_template_filter()
def request_state(request: MentorRequest) -> str:
    """How a mentee's request stands. A no, silence and whatever else came between are not to be told apart."""
    if request.is_asked:
        return _("asked, has until %(day)s", day=day(request.expires_at))
    if request.state == "queued":
        return _("is asked next, if need be")
    return _("has said yes") if request.state == "accepted" else _("not this time")
