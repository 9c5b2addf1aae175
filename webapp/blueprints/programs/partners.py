from flask_babel import force_locale
from flask_babel import gettext as _

from webapp.domain import curricula


def partners_in(language: str) -> dict[str, str]:
    """Who stands for {partner} where there is no pair yet, by the role that reads: in the path's language, not the
    reader's, because it stands in the middle of the path's sentences.
    """
    with force_locale(language if language in curricula.LANGUAGES else "en"):
        return {"mentor": _("your mentee"), "mentee": _("your mentor")}
