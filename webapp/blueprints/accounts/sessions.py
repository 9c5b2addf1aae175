import re
from typing import Any

from flask import flash, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import login_user, logout_user
from werkzeug.wrappers import Response

from db.models import Member
from webapp import limits, resting
from webapp.access import current_member, current_session, public, session_for
from webapp.blueprints.accounts import blueprint, pending
from webapp.blueprints.accounts.forms import LoginForm
from webapp.domain import accounts, factors
from webapp.fragments import see_other
from webapp.realtime import broadcasts

# Only a path of ours: "//host" and "/\\host" are addresses of somebody else's, and a browser reads "/<tab>/host" as the
# first. Short, since it is kept in a cookie, and a browser drops one that is too large, with all that is in it.
OUR_PATH = re.compile(r"/(?![/\\])[^\x00-\x1f\x7f\\]{0,500}")
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


@blueprint.route("/login", methods=["GET", "POST"])
@public
@limits.login_per_origin
@limits.login_per_account
def login() -> Any:
    remember_where_to_go()
    form = LoginForm()
    if form.validate_on_submit():
        member = accounts.authenticate(email=form.email.data, password=form.password.data)
        if member:
            return sign_in(member)
        form.form_errors = [_("The address and the password do not fit, or the address is not confirmed yet.")]
    return render_template("accounts/login/new.html", form=form), 422 if form.errors else 200


@blueprint.post("/logout")
def logout() -> Response:
    member = current_member()
    accounts.end_session(current_session())
    broadcasts.sessions_ended(member.id)
    logout_user()
    session.clear()
    response = see_other(url_for("home.index"))
    # No "cookies" in it: that would clear those of every other site of the domain, and that a minor was refused. Our
    # own goes with the session.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@blueprint.post("/account/sessions/<int:session_id>/delete")
def end_session(session_id: int) -> Response:
    member = current_member()
    accounts.end_session(session_for(member, session_id))
    broadcasts.sessions_ended(member.id)
    flash(_("That device is signed out."))
    return see_other(url_for("accounts.show"))


@blueprint.post("/account/sessions/delete")
def end_other_sessions() -> Response:
    member = current_member()
    accounts.end_sessions(member, but=current_session())
    broadcasts.sessions_ended(member.id)
    flash(_("All other devices are signed out."))
    return see_other(url_for("accounts.show"))


def sign_in(member: Member) -> Response:
    """What follows a right password: the second step for those who have a factor, else a session."""
    if not factors.has_one(member):
        return begin_session(member)
    wanted = session.get("next")
    session.clear()
    session.update({"next": wanted} if wanted else {})
    pending.note(member)
    return see_other(url_for("accounts.login_factor"))


def begin_session(member: Member) -> Response:
    """Start a session for a member who has shown all that is asked for, and go where they meant to go."""
    if not member.is_active:  # their account rests before it is deleted
        resting.note(member)
        return see_other(url_for("deletions.show"))
    wanted = session.get("next")
    session.clear()  # a new id at every sign-in
    session.permanent = True
    token = accounts.open_session(member, device=_device())
    member.get_id = lambda: token  # what Flask-Login puts into the cookie is the session's token, not the member's id
    login_user(member)
    return see_other(wanted or url_for("home.index"))


def remember_where_to_go() -> None:
    """Keep the page that somebody wanted before they were asked to sign in, or to set a factor up."""
    wanted = asked_way()
    if wanted:
        session["next"] = wanted


def asked_way() -> str | None:
    """The page of ours that the address says to go on to."""
    wanted = request.args.get("next", "")
    return wanted if OUR_PATH.fullmatch(wanted) else None


def _device() -> str:
    agent = request.user_agent.string
    browser = next((name for mark, name in BROWSERS.items() if mark in agent), _("A browser"))
    system = next((name for mark, name in SYSTEMS.items() if mark in agent), "")
    return f"{browser} · {system}" if system else browser
