"""The authenticator app whose codes are a second factor."""

from typing import Any

import segno
from flask import current_app, flash, render_template, url_for
from flask_babel import gettext as _

from webapp import limits, notices
from webapp.access import current_member, current_session, demand_confirmation
from webapp.blueprints.accounts import blueprint
from webapp.blueprints.accounts.forms import CodeForm
from webapp.blueprints.accounts.recovery_codes import shown_once
from webapp.domain import totp
from webapp.fragments import see_other
from webapp.realtime import broadcasts


@blueprint.post("/account/app")
@limits.passwords_per_member
def create_app_secret() -> Any:
    member = current_member()
    demand_confirmation()
    totp.begin(member=member)
    return see_other(url_for("accounts.app_confirmation"))


@blueprint.route("/account/app/confirmation", methods=["GET", "POST"])
@limits.passwords_per_member
def app_confirmation() -> Any:
    member = current_member()
    demand_confirmation()
    form = CodeForm()
    if form.validate_on_submit():
        codes = totp.confirm(member=member, code=form.code.data, session=current_session())
        if codes is not None:
            notices.send("factor_added", member, kind="app")
            flash(_("Your app is set up."))
            return shown_once(member, codes)
        form.code.errors = [_("This code does not fit. Write the one that the app shows now.")]
    return _setup_page(form)


@blueprint.post("/account/app/delete")
def delete_app() -> Any:
    member = current_member()
    demand_confirmation()
    totp.remove(member=member, session=current_session())
    broadcasts.sessions_ended(member.id)
    notices.send("factor_removed", member, kind="app")
    flash(_("The app is removed, and every other device is signed out."))
    return see_other(url_for("accounts.factors"))


def _setup_page(form: CodeForm) -> Any:
    setup = totp.setup_of(member=current_member(), issuer=current_app.config["INSTANCE_NAME"])
    if setup is None:
        return see_other(url_for("accounts.factors"))
    # As an image, not as markup: nothing that a template would have to trust. Dark on light in either scheme.
    picture = segno.make(setup.address).svg_data_uri(scale=4, border=3, light="#fff")
    return render_template("accounts/app/confirmation.html", form=form, setup=setup, picture=picture), (
        422 if form.errors else 200
    )
