from typing import Any

from flask import Response, current_app, flash, render_template, url_for
from flask_babel import gettext as _

from webapp import limits, notices
from webapp.access import current_member, current_session, demand_confirmation, passkey_for, public, signed_in_member
from webapp.blueprints.accounts import blueprint, challenges, pending
from webapp.blueprints.accounts.forms import PasskeyForm
from webapp.blueprints.accounts.recovery_codes import shown_once
from webapp.domain import passkeys
from webapp.fragments import see_other
from webapp.realtime import broadcasts


@blueprint.post("/passkey-challenges")
@public
@limits.passkeys_per_origin
def create_passkey_challenge() -> Response:
    """What to ask for a passkey with: any, or those of whom we know who it must be."""
    known = pending.member() or signed_in_member()
    return _as_json(passkeys.request_options(site=challenges.site(), challenge=challenges.make(), member=known))


@blueprint.get("/account/passkeys/new")
def new_passkey() -> Any:
    demand_confirmation()
    return render_template("accounts/passkeys/new.html", form=PasskeyForm(formdata=None))


@blueprint.post("/account/passkeys/challenges")
@limits.passkeys_per_origin
def create_registration_challenge() -> Response:
    member = current_member()
    demand_confirmation()
    return _as_json(passkeys.registration_options(member=member, site=challenges.site(), challenge=challenges.make()))


@blueprint.post("/account/passkeys")
@limits.passwords_per_member
def create_passkey() -> Any:
    member = current_member()
    demand_confirmation()
    form = PasskeyForm()
    if not form.validate_on_submit():
        return render_template("accounts/passkeys/new.html", form=form), 422
    codes = passkeys.add(
        member=member,
        name=form.name.data,
        credential=form.credential.data,
        challenge=challenges.take(),
        site=challenges.site(),
        session=current_session(),
    )
    notices.send("factor_added", member, kind="passkey")
    flash(_("Your passkey is added."))
    return shown_once(member, codes)


@blueprint.post("/account/passkeys/<int:passkey_id>/delete")
def delete_passkey(passkey_id: int) -> Any:
    member = current_member()
    passkey = passkey_for(member, passkey_id)
    demand_confirmation()
    passkeys.remove(member=member, passkey=passkey, session=current_session())
    broadcasts.sessions_ended(member.id)
    notices.send("factor_removed", member, kind="passkey")
    flash(_("The passkey is removed, and every other device is signed out."))
    return see_other(url_for("accounts.factors"))


def _as_json(text: str) -> Response:
    return current_app.response_class(text, mimetype="application/json")
