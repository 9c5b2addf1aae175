"""The second step of signing in, for those who have a factor: a code of the app, a passkey, or a recovery code."""

from collections.abc import Callable
from typing import Any

from flask import render_template, url_for
from flask_babel import lazy_gettext as _l

from db.models import Member
from webapp import limits, notices
from webapp.access import public
from webapp.blueprints.accounts import blueprint, challenges, pending
from webapp.blueprints.accounts.forms import CodeForm, CredentialForm, LoginForm
from webapp.blueprints.accounts.sessions import begin_session
from webapp.domain import factors, passkeys, recovery_codes, totp
from webapp.forms import Form
from webapp.fragments import see_other

WRONG_CODE = _l("This code does not fit, or it is no longer good. Try the next one.")
WRONG_PASSKEY = _l("That did not work. Try again, or sign in with your password.")


@blueprint.route("/login/factor", methods=["GET", "POST"])
@public
@limits.login_per_origin
@limits.factor_codes_per_account
def login_factor() -> Any:
    return _step("accounts/login/factor.html", totp.take)


@blueprint.route("/login/recovery-code", methods=["GET", "POST"])
@public
@limits.login_per_origin
@limits.factor_codes_per_account
def login_recovery_code() -> Any:
    return _step("accounts/login/recovery_code.html", _take_recovery_code)


@blueprint.post("/login/passkey")
@public
@limits.login_per_origin
def login_passkey() -> Any:
    form, expected = CredentialForm(), pending.member()
    shown = passkeys.shown(credential=form.credential.data or "", challenge=challenges.take(), site=challenges.site())
    if shown and expected in (None, shown):
        return begin_session(shown)
    again: Form = CodeForm(formdata=None) if expected else LoginForm(formdata=None)
    again.form_errors = [str(WRONG_PASSKEY)]
    if expected:
        return render_template("accounts/login/factor.html", form=again, has=factors.of_member(expected)), 422
    return render_template("accounts/login/new.html", form=again), 422


def _step(template: str, take: Callable[..., bool]) -> Any:
    """A page with one code to write; a right one signs in."""
    member = pending.member()
    if member is None:
        return see_other(url_for("accounts.login"))
    form = CodeForm()
    if form.validate_on_submit():
        if take(member=member, code=form.code.data):
            return begin_session(member)
        form.code.errors = [str(WRONG_CODE)]
    return render_template(template, form=form, has=factors.of_member(member)), 422 if form.errors else 200


def _take_recovery_code(*, member: Member, code: str) -> bool:
    if not recovery_codes.take(member=member, code=code):
        return False
    notices.send("recovery_used", member, left=recovery_codes.left(member))
    return True
