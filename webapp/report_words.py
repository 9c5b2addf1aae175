"""What a report can be about, in words."""

from flask_babel import lazy_gettext as _l

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
