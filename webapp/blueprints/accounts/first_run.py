from typing import Any

from flask import abort, render_template, request
from flask_babel import get_locale

from db.models import Member
from webapp import first_run, limits, time_zones
from webapp.access import public
from webapp.blueprints.accounts import blueprint, refusals
from webapp.blueprints.accounts.forms import SignUpForm
from webapp.blueprints.accounts.sessions import sign_in
from webapp.domain import accounts


@blueprint.route("/first-run", methods=["GET", "POST"])
@public
@limits.login_per_origin
def first_host() -> Any:
    if not first_run.is_open_for(request.args.get("token", "")):
        abort(404)
    if refusals.was_refused():
        return refusals.page()
    form = SignUpForm()
    if not form.validate_on_submit():
        return render_template("accounts/first_run.html", form=form), 422 if form.errors else 200
    return refusals.refusal_for(form.birth_date.data) or sign_in(_make_first_host(form))


def _make_first_host(form: SignUpForm) -> Member:
    made = accounts.make_host(
        name=form.name.data,
        email=form.email.data,
        password=form.password.data,
        language=str(get_locale()),
        time_zone=time_zones.known_or_utc(form.time_zone.data),
        only_first=True,
    )
    return made or abort(404)
