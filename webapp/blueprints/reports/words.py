"""The words for what a report is about and how it stands, as filters for every template."""

from flask_babel import lazy_gettext as _l

from webapp.blueprints.reports.blueprint import blueprint
from webapp.report_words import CATEGORIES

STATES = {
    "received": _l("received"),
    "looking": _l("being looked at"),
    "closed": _l("closed"),
}


@blueprint.app_template_filter("report_category")
def report_category(category: str) -> str:
    """What a report is about."""
    return str(CATEGORIES.get(category, category))


@blueprint.app_template_filter("report_state")
def report_state(state: str) -> str:
    """How a report stands."""
    return str(STATES.get(state, state))
