from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from db.models import Group
from webapp import limits
from webapp.access import administered_group_for, current_member, group_for, member_group_for, membership_for
from webapp.blueprints.groups import blueprint
from webapp.domain import memberships
from webapp.fragments import see_other
from webapp.inputs import whole_number

LONGEST_SEARCH = 80  # characters


@blueprint.post("/groups/<slug>/membership")
@limits.memberships_per_member
def join(slug: str) -> Response:
    member = current_member()
    group, _membership = group_for(member, slug)
    place, _admins = memberships.join(group=group, member=member)
    if place.is_active:
        flash(_("Welcome to %(group)s.", group=group.name))
    return see_other(url_for("groups.show", slug=slug))


@blueprint.get("/groups/<slug>/membership/delete")
def leaving(slug: str) -> str:
    member = current_member()
    group, _membership = member_group_for(member, slug)
    departure = memberships.departure(group=group, member=member)
    return render_template("groups/leaving.html", group=group, departure=departure)


@blueprint.post("/groups/<slug>/membership/delete")
def leave(slug: str) -> Response:
    member = current_member()
    group, membership = group_for(member, slug)
    memberships.leave(group=group, member=member)
    if membership is None:
        flash(_("You no longer ask to join %(group)s.", group=group.name))
        return see_other(url_for("groups.show", slug=slug))
    flash(_("You have left %(group)s.", group=group.name))
    return see_other(url_for("groups.index"))


@blueprint.get("/groups/<slug>/memberships")
def list_memberships(slug: str) -> str:
    member = current_member()
    group = administered_group_for(member, slug)
    words = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    roster = memberships.roster(group=group, words=words, page=request.args.get("page", 1, whole_number))
    return render_template("groups/memberships.html", group=group, roster=roster, words=words, member=member)


@blueprint.post("/groups/<slug>/memberships/<int:membership_id>/approval")
def approve(slug: str, membership_id: int) -> Response:
    admin = current_member()
    group = administered_group_for(admin, slug)
    membership = membership_for(group, membership_id)
    memberships.approve(membership=membership, admin=admin)
    flash(_("%(name)s is now a member.", name=membership.member.name))
    return _to_requests(group)


@blueprint.post("/groups/<slug>/memberships/<int:membership_id>/refusal")
def decline(slug: str, membership_id: int) -> Response:
    admin = current_member()
    group = administered_group_for(admin, slug)
    membership = membership_for(group, membership_id)
    memberships.decline(membership=membership, admin=admin)
    flash(_("%(name)s has been told, kindly, that it is a no for now.", name=membership.member.name))
    return _to_requests(group)


@blueprint.post("/groups/<slug>/memberships/<int:membership_id>/admin", defaults={"office": "admin"})
@blueprint.post("/groups/<slug>/memberships/<int:membership_id>/moderator", defaults={"office": "moderator"})
def appoint(slug: str, membership_id: int, office: str) -> Response:
    group = administered_group_for(current_member(), slug)
    membership = membership_for(group, membership_id)
    memberships.appoint(membership=membership, actor=current_member(), office=office)
    name = membership.member.name
    is_admin = office == "admin"
    flash(
        _("%(name)s is now an admin.", name=name) if is_admin else _("%(name)s is now a safety moderator.", name=name)
    )
    return _to_list(group)


@blueprint.post("/groups/<slug>/memberships/<int:membership_id>/admin/delete", defaults={"office": "admin"})
@blueprint.post("/groups/<slug>/memberships/<int:membership_id>/moderator/delete", defaults={"office": "moderator"})
def dismiss(slug: str, membership_id: int, office: str) -> Response:
    member = current_member()
    group = administered_group_for(member, slug)
    membership = membership_for(group, membership_id)
    memberships.dismiss(membership=membership, actor=current_member(), office=office)
    name = membership.member.name
    is_admin = office == "admin"
    flash(
        _("%(name)s is no longer an admin.", name=name)
        if is_admin
        else _("%(name)s is no longer a safety moderator.", name=name)
    )
    if is_admin and membership.member_id == member.id:
        return see_other(url_for("groups.show", slug=slug))
    return _to_list(group)


@blueprint.route("/groups/<slug>/memberships/<int:membership_id>/delete", methods=["GET", "POST"])
def remove(slug: str, membership_id: int) -> Any:
    admin = current_member()
    group = administered_group_for(admin, slug)
    membership = membership_for(group, membership_id)
    if membership.member_id == admin.id:
        return see_other(url_for("groups.leaving", slug=slug))
    if request.method == "POST":
        memberships.remove(membership=membership, admin=admin)
        flash(_("%(name)s is no longer a member.", name=membership.member.name))
        return _to_list(group)
    departure = memberships.departure(group=group, member=membership.member)
    return render_template("groups/removal.html", group=group, person=membership.member, departure=departure)


def _to_requests(group: Group) -> Response:
    return see_other(url_for("groups.show", slug=group.slug))


def _to_list(group: Group) -> Response:
    """Back to the list as it was narrowed; the button's form carries what it was narrowed by."""
    narrowed: dict[str, Any] = {name: request.form[name] for name in ("q", "page") if request.form.get(name)}
    return see_other(url_for("groups.list_memberships", slug=group.slug, **narrowed))
