from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from db.models import Block, Member
from webapp import access
from webapp.access import current_member
from webapp.blueprints.profiles.blueprint import blueprint
from webapp.blueprints.profiles.forms import ProfileForm
from webapp.blueprints.profiles.words import VIEWERS
from webapp.domain import languages, people, profiles
from webapp.domain.errors import ChangedMeanwhile
from webapp.fragments import see_other


@blueprint.get("/members/<int:member_id>")
def show(member_id: int) -> Any:
    """Another member, as the reader may see them."""
    member = current_member()
    if member_id == member.id:
        return redirect(url_for("profiles.edit"))
    person = access.person_for(member, member_id)
    return render_template(
        "profiles/show.html",
        member=member,
        person=person,
        shown=profiles.shown_to(member, person),
        common=people.common_to(member, person),
        has_blocked=Block.was_made_by(member.id, against_id=person.id),
    )


@blueprint.route("/profile", methods=["GET", "POST"])
def edit() -> Any:
    """One's own profile: every field, and who sees it."""
    member = current_member()
    form = ProfileForm.of(profiles.entries_of(member), profiles.version_of(member))
    if not form.validate_on_submit():
        return _form(form, 422 if form.errors else 200)
    try:
        profiles.change(actor=member, entries=form.entries(), version=form.version.data)
    except ChangedMeanwhile:
        return _conflict(form, member)
    flash(_("Your profile is saved. Look at it as others see it, if you like."))
    return see_other(url_for("profiles.preview"))


@blueprint.get("/profile/preview")
def preview() -> Any:
    """One's own profile as somebody else sees it."""
    member = current_member()
    viewer = request.args.get("as", "")
    viewer = viewer if viewer in VIEWERS else next(iter(VIEWERS))
    shown = profiles.shown_as(member, viewer)
    return render_template("profiles/preview.html", person=member, viewer=viewer, viewers=VIEWERS, shown=shown)


def _conflict(form: ProfileForm, member: Member) -> Any:
    """What was written is kept; whoever sends it again has seen what the other tab saved."""
    form.form_errors = [_("You changed your profile in another window meanwhile. Below is how it stands now.")]
    form.version.data = profiles.version_of(member)
    return _form(form, 409, conflict=profiles.shown_to(member, member))


def _form(form: ProfileForm, status: int, conflict: Any = None) -> Any:
    common = languages.COMMON
    return render_template("profiles/edit.html", form=form, languages_common=common, conflict=conflict), status
