"""The words for a group's category and join rule, for forms and, as filters, for every template."""

from flask_babel import lazy_gettext as _l

from webapp.blueprints.groups import blueprint

CATEGORIES = {
    "parenting": _l("Parenting"),
    "career": _l("Career"),
    "skills": _l("Skills"),
    "growth": _l("Personal growth"),
    "newcomers": _l("Newcomers"),
    "other": _l("Other"),
}
JOIN_RULES = {
    "open": _l("Anyone can join"),
    "approval": _l("An admin lets people in"),
    "invitation": _l("By invitation only"),
}


@blueprint.app_template_filter()
def category_name(category: str) -> str:
    """A group's category in words."""
    return str(CATEGORIES[category])


@blueprint.app_template_filter()
def join_rule_name(join_rule: str) -> str:
    """A group's join rule in words."""
    return str(JOIN_RULES[join_rule])
