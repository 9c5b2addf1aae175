"""The words for what a report is about and how it stands, for forms and, as filters, for every template."""

from flask_babel import lazy_gettext as _l

from webapp.blueprints.reports.blueprint import blueprint

CATEGORIES = {
    "harassment": _l("Harassment or bullying"),
    "sexual": _l("Unwanted sexual words or advances"),
    "threat": _l("A threat, or fear for somebody's safety"),
    "spam": _l("Advertising or spam"),
    "scam": _l("A fraud, or asking for money"),
    "discrimination": _l("Hate or discrimination"),
    "underage": _l("Somebody who may be under age"),
    "self_harm": _l("Somebody who may hurt themselves"),
    "other": _l("Something else"),
}
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
