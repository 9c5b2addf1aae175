from typing import Any

from flask import flash, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp import limits, mail, notices
from webapp.access import current_member, public
from webapp.blueprints.accounts import blueprint
from webapp.blueprints.accounts.forms import ButtonForm, EmailChangeForm
from webapp.domain import accounts, factors
from webapp.fragments import see_other


@blueprint.get("/email-changes/new")
def new_email_change() -> Any:
    current_member()
    return _new(EmailChangeForm(formdata=None))


@blueprint.post("/email-changes")
@limits.passwords_per_member
@limits.email_changes_per_member
def create_email_change() -> Any:
    member = current_member()
    form = EmailChangeForm()
    if not form.validate_on_submit():
        return _new(form), 422
    new = form.email.data.lower()
    link = url_for("accounts.email_change", token=accounts.make_link(member, "mail-change", email=new))
    mail.send_to(new, "email_change", language=member.language, recipient=member, link=link)
    mail.send("email_change_asked", member)
    flash(_("We have sent a link to the new address. Until you open it, nothing changes."))
    return see_other(url_for("accounts.show"))


@blueprint.route("/email-changes/<token>", methods=["GET", "POST"])
@public
@limits.login_per_origin
def email_change(token: str) -> Any:
    link = accounts.link_of("mail-change", token)
    form = ButtonForm()
    if not form.validate_on_submit():
        return render_template("accounts/email_changes/edit.html", form=form, email=link.email)
    before, member = link.member.email, accounts.change_email(token=token)
    for address in (before, member.email):
        notices.send("email_changed", member, address=address)
    flash(_("Your new address is confirmed. Sign in with it from now on."))
    return see_other(url_for("accounts.show" if current_user.is_authenticated else "accounts.login"))


def _new(form: EmailChangeForm) -> str:
    return render_template(
        "accounts/email_changes/new.html",
        form=form,
        email=current_user.email,
        has_passkey=bool(factors.of_member(current_member()).passkeys),
        is_mail_configured=mail.is_configured(),
    )
