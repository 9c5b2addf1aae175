"""Asking again who it is, before what a borrowed phone must not do."""

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from webapp import confirmation as confirmed
from webapp import limits
from webapp.access import current_member
from webapp.blueprints.accounts import blueprint, challenges
from webapp.blueprints.accounts.forms import ConfirmationForm, CredentialForm
from webapp.blueprints.accounts.sessions import asked_way
from webapp.domain import factors, passkeys
from webapp.fragments import see_other


@blueprint.route("/account/confirmation", methods=["GET", "POST"])
@limits.passwords_per_member
def confirmation() -> Any:
    form = ConfirmationForm()
    return _go_on() if form.validate_on_submit() else _page(form)


@blueprint.post("/account/confirmation/passkey")
@limits.passwords_per_member
def confirm_by_passkey() -> Any:
    member, form = current_member(), CredentialForm()
    shown = passkeys.shown(credential=form.credential.data or "", challenge=challenges.take(), site=challenges.site())
    if shown == member:
        return _go_on()
    again = ConfirmationForm(formdata=None)
    again.form_errors = [_("That did not work. Try again, or write your password.")]
    return _page(again)


def _go_on() -> Any:
    confirmed.note()
    return see_other(asked_way() or url_for("accounts.show"))


def _page(form: ConfirmationForm) -> Any:
    has_passkey = bool(factors.of_member(current_member()).passkeys)
    page = render_template("accounts/confirmation.html", form=form, has_passkey=has_passkey, next=asked_way())
    return page, 422 if form.errors else 200
