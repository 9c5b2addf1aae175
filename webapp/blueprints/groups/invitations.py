from typing import Any

from flask import flash, make_response, render_template, request, session, url_for
from flask_babel import format_datetime, ngettext
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from db.models import Group, Member
from webapp import limits, mail
from webapp.access import administered_group_for, current_member, invitation_for, public
from webapp.blueprints.groups import blueprint
from webapp.blueprints.groups.forms import LinkForm, MailsForm
from webapp.domain import groups, invitations
from webapp.fragments import see_other
from webapp.inputs import whole_number

NEW_LINK = "new-invitation"  # in the admin's own session until it was shown once


@blueprint.get("/groups/<slug>/invitations")
def list_invitations(slug: str) -> Response:
    member = current_member()
    return _page(administered_group_for(member, slug), member)


@blueprint.post("/groups/<slug>/invitations/links")
def make_link(slug: str) -> Response:
    member = current_member()
    group = administered_group_for(member, slug)
    form = LinkForm()
    if not form.validate_on_submit():
        return _page(group, member, 422, form=form, link_form=form)
    if refusal := limits.invitations_per_admin(member.id, 1):
        return _too_many(group, member, form, refusal, link_form=form)
    token = invitations.make_link(group=group, admin=member, uses=form.uses.data, days=form.days.data)
    session[NEW_LINK] = token
    return see_other(url_for("groups.list_invitations", slug=slug))


@blueprint.post("/groups/<slug>/invitations/mails")
def make_mails(slug: str) -> Response:
    member = current_member()
    group = administered_group_for(member, slug)
    form = MailsForm()
    if not form.validate_on_submit():
        return _page(group, member, 422, form=form, mails_form=form)
    addresses = form.addresses()
    if refusal := limits.invitations_per_admin(member.id, len(addresses)):
        return _too_many(group, member, form, refusal, mails_form=form)
    for email, token in invitations.make_mails(group=group, admin=member, emails=addresses):
        link = url_for("groups.show_invitation", token=token)
        mail.send_to(email, "invitation", language=member.language, about=member, group=group, admin=member, link=link)
    flash(ngettext("One invitation is on its way.", "%(num)d invitations are on their way.", len(addresses)))
    return see_other(url_for("groups.list_invitations", slug=slug))


@blueprint.post("/groups/<slug>/invitations/<int:invitation_id>/delete")
def revoke(slug: str, invitation_id: int) -> Response:
    group = administered_group_for(current_member(), slug)
    invitations.revoke(invitation=invitation_for(group, invitation_id), actor=current_member())
    flash(_("The invitation no longer works."))
    return see_other(url_for("groups.list_invitations", slug=slug))


@blueprint.get("/invitations/<token>")
@public
def show_invitation(token: str) -> Any:
    if current_user.is_authenticated:
        joined = invitations.group_joined_by(token=token, member=current_member())
        if joined:
            return see_other(url_for("groups.show", slug=joined.slug))
    group = invitations.invitation_of(token).group
    return render_template("groups/invitation.html", group=group, size=groups.size_of(group), token=token)


@blueprint.post("/invitations/<token>")
@public
def accept(token: str) -> Response:
    if not current_user.is_authenticated:
        return see_other(url_for("accounts.login", next=url_for("groups.show_invitation", token=token)))
    group = invitations.accept(token=token, member=current_member())
    flash(_("Welcome to %(group)s.", group=group.name))
    return see_other(url_for("groups.show", slug=group.slug))


def _too_many(group: Group, member: Member, form: Any, refusal: limits.Refusal, **forms: Any) -> Response:
    when = format_datetime(refusal.until, "EEEE HH:mm")
    form.form_errors = [
        ngettext(
            "One more invitation is left for you until %(when)s.",
            "%(num)d more invitations are left for you until %(when)s.",
            refusal.left,
            when=when,
        )
    ]
    response = _page(group, member, 429, form=form, **forms)
    response.headers["Retry-After"] = str(refusal.seconds)
    return response


def _page(group: Group, member: Member, status: int = 200, **forms: Any) -> Response:
    token = session.pop(NEW_LINK, None)
    context = {
        "link_form": forms.get("link_form") or LinkForm(formdata=None),
        "mails_form": forms.get("mails_form") or MailsForm(formdata=None),
        "form": forms.get("form"),
        "new_link": mail.address(url_for("groups.show_invitation", token=token)) if token else None,
        "invitations": invitations.open_of(group=group, page=request.args.get("page", 1, whole_number)),
    }
    return make_response(render_template("groups/invitations.html", group=group, member=member, **context), status)
