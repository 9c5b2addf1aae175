from typing import Any

from flask import render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from webapp import answers, limits, mail, time_zones
from webapp.access import public
from webapp.blueprints.accounts import blueprint, refusals
from webapp.blueprints.accounts.forms import SignUpForm, VerificationForm
from webapp.blueprints.accounts.sessions import remember_where_to_go, sign_in
from webapp.domain import accounts
from webapp.fragments import see_other


@blueprint.route("/signup", methods=["GET", "POST"])
@public
@limits.signups_per_origin
def signup() -> Any:
    if refusals.was_refused():
        return refusals.page()
    remember_where_to_go()
    form = SignUpForm()
    is_valid = form.validate_on_submit()
    refusal = refusals.refusal_for(form.birth_date.data) if form.birth_date.data else None
    if refusal:  # whatever else is wrong with the form: a second try must not be another date
        return refusal
    if not is_valid:
        return render_template("accounts/signup.html", form=form), 422 if form.errors else 200
    _make_account(form)
    return see_other(url_for("accounts.pending"))


@blueprint.get("/signup/pending")
@public
def pending() -> Any:
    return render_template("accounts/pending.html", is_verified_by_mail=mail.is_configured())


@blueprint.route("/verification/<token>", methods=["GET", "POST"])
@public
@limits.login_per_origin
def verification(token: str) -> Any:
    link = accounts.link_of("verify", token)
    form = VerificationForm()
    if form.validate_on_submit():
        member = accounts.verify(token=token, password=form.password.data)
        if member:
            return sign_in(member)
        form.password.errors = [_("This is not the password that was chosen with this address.")]
    email = link.member.email
    return render_template("accounts/verification.html", form=form, email=email), 422 if form.errors else 200


def _make_account(form: SignUpForm) -> None:
    """The same for every address, known or not; what the mail says is the job's to find out."""
    accounts.sign_up(
        name=form.name.data,
        email=form.email.data,
        password=form.password.data,
        language=str(get_locale()),
        time_zone=time_zones.known_or_utc(form.time_zone.data),
        verified=not mail.is_configured(),
    )
    if mail.is_configured():
        answers.ask("sign_up", form.email.data)
