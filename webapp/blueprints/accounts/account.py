from typing import Any

from flask import flash, render_template, url_for
from flask_babel import gettext as _
from flask_babel import refresh

from db.models import Session
from webapp import limits, notices, time_zones
from webapp.access import current_member, current_session
from webapp.blueprints.accounts import blueprint
from webapp.blueprints.accounts.forms import DetailsForm, PasswordForm
from webapp.domain import accounts, factors
from webapp.fragments import see_other
from webapp.realtime import broadcasts

MOST_SESSIONS = 50  # more than anybody reads; all the others end with one button


@blueprint.get("/account")
def show() -> Any:
    member = current_member()
    return render_template(
        "accounts/show.html",
        member=member,
        city=time_zones.city(member.time_zone),
        sessions=list(Session.of_member(member).limit(MOST_SESSIONS)),
        this=current_session(),
        has=factors.of_member(member),
    )


@blueprint.route("/account/edit", methods=["GET", "POST"])
def edit() -> Any:
    member = current_member()
    form = DetailsForm(obj=member)
    if not form.validate_on_submit():
        return render_template("accounts/edit.html", form=form), 422 if form.errors else 200
    accounts.change_details(member, name=form.name.data, language=form.language.data, time_zone=form.time_zone.data)
    refresh()  # what follows is said in the language that was just chosen
    flash(_("Saved."))
    return see_other(url_for("accounts.show"))


@blueprint.route("/account/password", methods=["GET", "POST"])
@limits.passwords_per_member
def password() -> Any:
    member = current_member()
    form = PasswordForm(name=member.name, email=member.email)
    if not form.validate_on_submit():
        return render_template("accounts/password.html", form=form), 422 if form.errors else 200
    accounts.change_password(member, password=form.password.data, session=current_session())
    broadcasts.sessions_ended(member.id)
    notices.send("password_changed", member)
    flash(_("Your password is changed. Every other device is signed out."))
    return see_other(url_for("accounts.show"))
