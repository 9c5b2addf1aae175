from typing import Any

from flask import flash, render_template, url_for
from flask_babel import gettext as _

from webapp import answers, limits, mail, notices
from webapp.access import public
from webapp.blueprints.accounts import blueprint
from webapp.blueprints.accounts.forms import NewPasswordForm, PasswordResetForm
from webapp.domain import accounts
from webapp.fragments import see_other
from webapp.realtime import broadcasts


@blueprint.get("/password-resets/new")
@public
def new_password_reset() -> Any:
    return _new(PasswordResetForm(formdata=None))


@blueprint.post("/password-resets")
@public
@limits.resets_per_origin
@limits.reset_per_account
def create_password_reset() -> Any:
    form = PasswordResetForm()
    if not form.validate_on_submit():
        return _new(form), 422
    answers.ask("password_reset", form.email.data)
    return see_other(url_for("accounts.pending_password_reset"))


@blueprint.get("/password-resets/pending")
@public
def pending_password_reset() -> Any:
    return render_template("accounts/password_resets/pending.html")


@blueprint.route("/password-resets/<token>", methods=["GET", "POST"])
@public
@limits.resets_per_origin
def password_reset(token: str) -> Any:
    member = accounts.link_of("reset", token).member
    form = NewPasswordForm(name=member.name, email=member.email)
    if not form.validate_on_submit():
        page = render_template("accounts/password_resets/edit.html", form=form, email=member.email)
        return page, 422 if form.errors else 200
    accounts.reset_password(token=token, password=form.password.data)
    broadcasts.sessions_ended(member.id)
    notices.send("password_changed", member)
    flash(_("Your password is changed, and every device is signed out. Sign in with the new one."))
    return see_other(url_for("accounts.login"))


def _new(form: PasswordResetForm) -> str:
    return render_template("accounts/password_resets/new.html", form=form, is_mail_configured=mail.is_configured())
