"""Taking one's data away."""

from typing import Any

from flask import Blueprint, Response, flash, render_template, url_for
from flask_babel import gettext as _

from webapp import departures, limits
from webapp.access import current_member, export_for
from webapp.domain import exports, factors
from webapp.fragments import see_other
from webapp.present_password import PresentPasswordForm

blueprint = Blueprint("exports", __name__)


@blueprint.get("/account/exports")
def index() -> Any:
    """Ask for an archive, or fetch the one that is ready."""
    return _page(PresentPasswordForm(formdata=None))


@blueprint.post("/account/exports")
@limits.exports_per_member
@limits.passwords_per_member
def create() -> Any:
    form = PresentPasswordForm()
    if not form.validate_on_submit():
        return _page(form), 422
    departures.make_export(exports.ask(member=current_member()).id)
    flash(_("We are putting it together. You get a mail when it is ready; you can leave this page."))
    return see_other(url_for("exports.index"))


@blueprint.post("/account/exports/<int:export_id>/download")
def download(export_id: int) -> Response:
    """The archive, once."""
    member = current_member()
    export = export_for(member, export_id)
    response = Response(exports.fetch(export=export, member=member), mimetype="application/zip")
    name = f"waymark-{export.ready_at:%Y-%m-%d}.zip"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _page(form: PresentPasswordForm) -> str:
    member = current_member()
    export, has_passkey = exports.latest_of(member), bool(factors.of_member(member).passkeys)
    return render_template("exports/index.html", form=form, export=export, has_passkey=has_passkey)
