"""Deleting one's account, and changing one's mind."""

from typing import Any

from flask import Blueprint, flash, render_template, session, url_for
from flask_babel import gettext as _
from flask_login import logout_user
from werkzeug.wrappers import Response

from db.models import Deletion
from webapp import limits, mail, resting
from webapp.access import current_member, hidden, public
from webapp.domain import deletions, factors, instance
from webapp.filters import day_and_time
from webapp.fragments import see_other
from webapp.present_password import PresentPasswordForm
from webapp.realtime import broadcasts

blueprint = Blueprint("deletions", __name__)


@blueprint.get("/account/deletion")
def index() -> Any:
    """What deleting the account does, said before it is asked for."""
    return _page(PresentPasswordForm(formdata=None))


@blueprint.post("/account/deletion")
@limits.passwords_per_member
def create() -> Any:
    member, form = current_member(), PresentPasswordForm()
    if not form.validate_on_submit():
        return _page(form), 422
    asked = deletions.ask(member=member)
    broadcasts.sessions_ended(member.id)
    until = day_and_time(asked.due_at)
    mail.send("deletion_asked", member, due_at=asked.due_at, link="/login")
    logout_user()
    session.clear()
    flash(_("Your account will be deleted on %(until)s. To keep it, sign in before then.", until=until))
    response = see_other(url_for("home.index"))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@blueprint.get("/account/deletion/withdrawal")
@public
def show() -> Any:
    """For somebody who signs in during the day that they have: keep the account, or go on."""
    member = resting.member_here()
    standing = Deletion.of(member) if member else None
    if member is None or standing is None:
        return see_other(url_for("accounts.login"))
    return render_template("deletions/show.html", member=member, due_at=standing.due_at)


@blueprint.post("/account/deletion/withdrawal")
@public
@limits.login_per_origin
def withdraw() -> Response:
    member = resting.member_here() or hidden()
    resting.forget()
    deletions.withdraw(member=member)
    mail.send("deletion_withdrawn", member, link="/account")
    flash(_("Your account stays. Sign in to go on."))
    return see_other(url_for("accounts.login"))


@blueprint.post("/account/deletion/withdrawal/delete")
@public
def go_on() -> Response:
    """Leave it at that: nobody is signed in on this device any more."""
    resting.forget()
    flash(_("Your account will be deleted as planned. Thank you for the time that you gave."))
    return see_other(url_for("home.index"))


def _page(form: PresentPasswordForm) -> str:
    member = current_member()
    return render_template(
        "deletions/index.html",
        form=form,
        outlook=deletions.outlook(member=member),
        report_days=instance.settings().keep_report_days,
        has_passkey=bool(factors.of_member(member).passkeys),
    )
