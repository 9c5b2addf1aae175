"""What makes the site an app on somebody's home screen: its manifest, its service worker, its page without a network.

The first three are the same for everybody who asks in a language, so that a device may keep them.
"""

from typing import Any

from flask import Blueprint, current_app, render_template, request
from flask_babel import force_locale

from db.models import Notification
from webapp import installation
from webapp.access import current_member, public
from webapp.hooks import LANGUAGES, RIGHT_TO_LEFT

blueprint = Blueprint("installation", __name__)


@blueprint.get("/manifest.webmanifest")
@public
def manifest() -> Any:
    """What the home screen shows."""
    with force_locale(_language()):
        described = installation.manifest(current_app.config["INSTANCE_NAME"], _language(), _direction())
    response = current_app.json.response(described)
    response.headers.update({"Content-Type": "application/manifest+json", "Cache-Control": "public, max-age=86400"})
    return response


@blueprint.get("/service-worker.js")
@public
def worker() -> Any:
    """The service worker, which changes when a style or a script does.

    Browsers look for a newer one with every page that is opened; for an hour they need not ask us.
    """
    code = installation.worker(current_app.config["INSTANCE_NAME"], _language())
    policy = {"Content-Security-Policy": "default-src 'none'; connect-src 'self'", "Cache-Control": "max-age=3600"}
    response = current_app.response_class(code, mimetype="text/javascript", headers=policy)
    response.add_etag()
    return response.make_conditional(request)


@blueprint.get("/offline")
@public
def offline() -> Any:
    """What is shown when nobody answers. It is kept on the device, so it is nobody's."""
    with force_locale(_language()):
        return render_template("installation/offline.html")


@blueprint.get("/badge")
def badge() -> Any:
    """How much is new, for the bell and the app's sign."""
    return {"unread": Notification.unread_count(current_member().id)}


def _language() -> str:
    asked = request.args.get("lang", "")
    return asked if asked in LANGUAGES else "en"


def _direction() -> str:
    return "rtl" if _language() in RIGHT_TO_LEFT else "ltr"
