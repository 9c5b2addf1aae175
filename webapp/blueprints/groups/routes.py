from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import webapp.blueprints.groups.invitations
import webapp.blueprints.groups.memberships  # noqa: F401 # importing them puts their routes on the blueprint
from db.models import Group, Member, Membership
from webapp.access import administered_group_for, current_member, group_for, group_makers_only, may_make_groups
from webapp.blueprints.groups import blueprint
from webapp.blueprints.groups.forms import GroupForm
from webapp.blueprints.groups.words import CATEGORIES
from webapp.domain import groups, memberships, testimonials
from webapp.domain.cases import queues
from webapp.fragments import see_other
from webapp.inputs import whole_number

__all__ = ["blueprint"]

LONGEST_SEARCH = 80  # characters


@blueprint.get("/groups")
def index() -> str:
    member = current_member()
    category = request.args.get("category", "")
    narrowed = {
        "words": request.args.get("q", "").strip()[:LONGEST_SEARCH],
        "category": category if category in CATEGORIES else "",
    }
    return render_template(
        "groups/index.html",
        mine=groups.mine(member=member, **narrowed),
        found=groups.find(member=member, page=request.args.get("page", 1, whole_number), **narrowed),
        categories=CATEGORIES,
        may_make_groups=may_make_groups(member),
        **narrowed,
    )


@blueprint.route("/groups/new", methods=["GET", "POST"])
def new() -> Any:
    member = current_member()
    group_makers_only(member)
    form = GroupForm()
    if form.validate_on_submit():
        group = groups.make(founder=member, **form.data)
        flash(_("The group is made. Invite people, or make its first program."))
        return _to(group)
    return render_template("groups/new.html", form=form), 422 if form.errors else 200


@blueprint.get("/groups/<slug>")
def show(slug: str) -> str:
    member = current_member()
    group, membership = group_for(member, slug)
    size = groups.size_of(group)
    if membership is None:
        door = memberships.door(group=group, member=member)
        said = testimonials.of_group(group, is_visitor=True)
        return render_template("groups/door.html", group=group, size=size, door=door, testimonials=said)
    return render_template("groups/show.html", group=group, size=size, **_inside(group, member, membership))


@blueprint.route("/groups/<slug>/edit", methods=["GET", "POST"])
def edit(slug: str) -> Any:
    group = administered_group_for(current_member(), slug)
    form = GroupForm(obj=group)
    if form.validate_on_submit():
        groups.edit(group=group, actor=current_member(), **form.data)
        flash(_("The group's settings are saved."))
        return _to(group)
    return render_template("groups/edit.html", form=form, group=group), 422 if form.errors else 200


def _inside(group: Group, member: Member, membership: Membership) -> dict[str, Any]:
    """What a member of the group sees of it, and what its admins see besides."""
    return {
        "membership": membership,
        "programs": groups.programs_of(group=group, member=member, is_admin=membership.is_admin),
        "roster": memberships.roster(group=group, page=request.args.get("page", 1, whole_number)),
        "cases": len(queues.of_group(group=group, member=member)) if membership.is_moderator else None,
        "testimonials": testimonials.of_group(group),
        "requests": memberships.requests(group=group) if membership.is_admin else None,
    }


def _to(group: Group) -> Response:
    return see_other(url_for("groups.show", slug=group.slug))
