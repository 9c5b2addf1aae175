from datetime import date, timedelta
from typing import Any, cast

from flask import Blueprint, current_app, make_response, render_template, request, session, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import login_user, logout_user
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from db.clock import now
from db.models import Member
from webapp import limits, mail
from webapp.access import current_member, public
from webapp.blueprints.accounts.forms import LoginForm, SignUpForm, VerificationForm
from webapp.domain import accounts
from webapp.fragments import see_other

blueprint = Blueprint("accounts", __name__)

REFUSED_FOR = timedelta(hours=24)
REFUSED_COOKIE = "waymark-later"
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


@blueprint.route("/signup", methods=["GET", "POST"])
@public
@limits.signups_per_origin
def signup() -> Any:
    if _was_refused():
        return render_template("accounts/refused.html"), 403
    _remember_where_to_go()
    form = SignUpForm()
    if not form.validate_on_submit():
        return render_template("accounts/signup.html", form=form), 422 if form.errors else 200
    birth_date = cast(date, form.birth_date.data)
    if not accounts.is_adult(birth_date, now().date()):
        return _refuse()
    _make_account(form)
    return see_other(url_for("accounts.pending"))


@blueprint.get("/signup/pending")
@public
def pending() -> Any:
    return render_template("accounts/pending.html", is_verified_by_mail=mail.is_configured())


@blueprint.route("/login", methods=["GET", "POST"])
@public
@limits.login_per_origin
@limits.login_per_account
def login() -> Any:
    _remember_where_to_go()
    form = LoginForm()
    if form.validate_on_submit():
        member = accounts.authenticate(email=form.email.data, password=form.password.data)
        if member:
            return sign_in(member)
        form.form_errors = [_("The address and the password do not fit, or the address is not confirmed yet.")]
    return render_template("accounts/login.html", form=form), 422 if form.errors else 200


@blueprint.post("/logout")
def logout() -> Response:
    accounts.end_session(_session())
    logout_user()
    session.clear()
    response = see_other(url_for("home.index"))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


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
    return render_template(
        "accounts/verification.html", form=form, email=link.member.email
    ), 422 if form.errors else 200


@blueprint.get("/account")
def show() -> Any:
    return render_template("accounts/show.html")


def sign_in(member: Member) -> Response:
    """Start a session for a member who has just shown who they are, and go where they meant to go."""
    wanted = session.get("next")
    session.clear()  # a new id at every sign-in
    session.permanent = True
    token = accounts.open_session(member, device=_device())
    member.get_id = lambda: token  # what Flask-Login puts into the cookie is the session's token, not the member's id
    login_user(member)
    return see_other(wanted or url_for("home.index"))


def _make_account(form: SignUpForm) -> None:
    verified = not mail.is_configured()
    member = accounts.sign_up(
        name=form.name.data,
        email=form.email.data,
        password=form.password.data,
        language=str(get_locale()),
        time_zone=form.time_zone.data or "UTC",
        verified=verified,
    )
    if member is None:
        known = Member.with_email(form.email.data)
        if known:
            mail.send("already_here", known, link=url_for("accounts.login"))
    elif not verified:
        mail.send("verify", member, link=url_for("accounts.verification", token=accounts.make_link(member, "verify")))


def _remember_where_to_go() -> None:
    wanted = request.args.get("next", "")
    # Only a path of ours: "//host" and "/\host" are addresses of somebody else's.
    if wanted.startswith("/") and not wanted.startswith(("//", "/\\")):
        session["next"] = wanted


def _device() -> str:
    agent = request.user_agent.string
    browsers = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
    systems = {
        "Android": "Android",
        "iPhone": "iPhone",
        "iPad": "iPad",
        "Windows": "Windows",
        "Mac OS": "Mac",
        "Linux": "Linux",
    }
    browser = next((name for mark, name in browsers.items() if mark in agent), _("A browser"))
    system = next((name for mark, name in systems.items() if mark in agent), "")
    return f"{browser} · {system}" if system else browser


def _session() -> Any:
    from flask import g

    current_member()
    return g.session


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="refused")


def _was_refused() -> bool:
    try:
        _signer().loads(request.cookies.get(REFUSED_COOKIE, ""), max_age=int(REFUSED_FOR.total_seconds()))
    except BadData:
        return False
    return True


def _refuse() -> Response:
    response = make_response(render_template("accounts/refused.html"), 403)
    options = {"httponly": True, "samesite": "Lax", "secure": current_app.config["IS_HTTPS"]}
    response.set_cookie(REFUSED_COOKIE, _signer().dumps(1), max_age=int(REFUSED_FOR.total_seconds()), **options)
    return response
