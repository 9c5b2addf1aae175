from smtplib import SMTPException
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from db.models import Member
from webapp import limits, mail
from webapp.access import current_member, host_only
from webapp.blueprints.host.forms import SettingsForm
from webapp.domain import instance, overview
from webapp.fragments import see_other
from webapp.version import VERSION

blueprint = Blueprint("host", __name__, url_prefix="/host")


@blueprint.get("")
def show() -> Any:
    host_only(current_member())
    return render_template(
        "host/show.html", counts=overview.of_instance(), is_mail_configured=mail.is_configured(), version=VERSION
    )


@blueprint.post("/test-mail")
@limits.test_mails_per_host
def test_mail() -> Any:
    host = current_member()
    host_only(host)
    problem = _problem_with_mail(host)
    instance.note_test_mail(host=host)
    if problem:
        flash(_("The mail server did not take the mail: %(problem)s", problem=problem), "warn")
    else:
        flash(_("A mail is on its way to %(email)s.", email=host.email))
    return see_other(url_for("host.show"))


@blueprint.route("/settings", methods=["GET", "POST"])
def settings() -> Any:
    host = current_member()
    host_only(host)
    form = SettingsForm.of(instance.settings()) if request.method == "GET" else SettingsForm()
    if form.validate_on_submit():
        instance.change(host=host, **form.values())
        flash(_("The settings are saved."))
        return see_other(url_for("host.show"))
    return render_template("host/settings.html", form=form), 422 if form.errors else 200


def _problem_with_mail(host: Member) -> str:
    """What the mail server says, asked here and now: a job would tell only the log."""
    try:
        mail.send_now("test", host)
    except (SMTPException, OSError) as error:
        return f"{type(error).__name__} {error}"[:300]
    return ""
