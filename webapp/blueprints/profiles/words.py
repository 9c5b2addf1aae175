"""The words for the fields of a profile and for their audiences."""

from flask_babel import lazy_gettext as _l

from webapp.blueprints.profiles.blueprint import blueprint

LABELS = {  # as others read them
    "place": _l("Lives in"),
    "profession": _l("Works as"),
    "education": _l("Has learned"),
    "languages": _l("Speaks"),
    "experience": _l("Story"),
    "contact": _l("Contact"),
    "about": _l("In their words"),
}
OWN = {  # as its member reads them
    "place": _l("Where I live"),
    "profession": _l("What I do"),
    "education": _l("What I have learned"),
    "languages": _l("Languages"),
    "experience": _l("My story"),
    "contact": _l("How to write to me elsewhere"),
    "about": _l("About me"),
}
AUDIENCES = {
    "me": _l("Only me"),
    "pairing": _l("Only admins who pair me"),
    "pairs": _l("My pairs"),
    "programs": _l("My pairs and programs"),
    "groups": _l("My pairs, programs and groups"),
}
VIEWERS = {  # as whom one may look at one's own profile
    "partner": _l("My partner"),
    "pairing": _l("An admin who pairs"),
    "program": _l("Same program"),
    "group": _l("Same group"),
    "stranger": _l("A stranger"),
}


@blueprint.app_template_filter()
def profile_label(field: str) -> str:
    """What stands before a field that somebody reads."""
    return str(LABELS[field])


@blueprint.app_template_filter()
def profile_field(field: str) -> str:
    """A field as its member calls it."""
    return str(OWN[field])


@blueprint.app_template_filter()
def audience(key: str) -> str:
    """Whom a field is for, in words."""
    return str(AUDIENCES[key])
