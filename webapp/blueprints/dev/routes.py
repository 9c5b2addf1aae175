import re
from typing import Any

from flask import Blueprint, abort, current_app, render_template
from markupsafe import Markup, escape

from webapp import mail
from webapp.access import public

blueprint = Blueprint("dev", __name__, url_prefix="/dev")

LINK = Markup('<a href="{0}">{0}</a>')


@blueprint.get("/mailbox")
@public
def mailbox() -> Any:
    if current_app.config["ENVIRONMENT"] == "production":
        abort(404)
    return render_template("dev/mailbox.html", messages=mail.mailbox(), with_links=_with_links)


def _with_links(text: str) -> Markup:
    """A mail's text, escaped, the links to this instance to be clicked."""
    parts = re.split(f"({re.escape(current_app.config['BASE_URL'])}[^\\s]*)", text)
    return Markup("").join(LINK.format(part) if i % 2 else escape(part) for i, part in enumerate(parts))
