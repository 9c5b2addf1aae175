"""Whom a member already knows in a group: find somebody by name, name them, take it back."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.access import current_member, enrollment_for, member_group_for, other_member_for
from webapp.domain import acquaintances
from webapp.fragments import see_other
from webapp.inputs import whole_number

blueprint = Blueprint("acquaintances", __name__)


@blueprint.get("/groups/<slug>/acquaintances")
def index(slug: str) -> Any:
    """The page; `?enrollment=` is where somebody came from who is enrolling."""
    member = current_member()
    group, _membership = member_group_for(member, slug)
    came_from = request.args.get("enrollment", 0, type=whole_number)
    search = request.args.get("q", "").strip()[:80]
    return render_template(
        "acquaintances/index.html",
        group=group,
        known=acquaintances.of(group=group, member=member),
        search=search,
        found=acquaintances.search(group=group, actor=member, words=search),
        enrollment=enrollment_for(member, came_from) if came_from else None,
    )


@blueprint.post("/groups/<slug>/acquaintances/<int:member_id>")
def create(slug: str, member_id: int) -> Response:
    member = current_member()
    group, _membership = member_group_for(member, slug)
    acquaintances.name(group=group, actor=member, member=other_member_for(group, member, member_id))
    return _to_index(slug)


@blueprint.post("/groups/<slug>/acquaintances/<int:member_id>/delete")
def delete(slug: str, member_id: int) -> Response:
    member = current_member()
    group, _membership = member_group_for(member, slug)
    acquaintances.forget(group=group, actor=member, member_id=member_id)
    return _to_index(slug)


def _to_index(slug: str) -> Response:
    came_from = request.form.get("enrollment", 0, type=whole_number)
    return see_other(url_for("acquaintances.index", slug=slug, enrollment=came_from or None))
