from typing import Any

from flask import abort, flash, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from db.models import Enrollment, Group, Step
from webapp.access import administered_group_for, administered_program_for, current_member, program_for
from webapp.blueprints.programs import copies, files, pairs, questions, states, steps  # noqa: F401 # their routes
from webapp.blueprints.programs.blueprint import blueprint
from webapp.blueprints.programs.forms import RunForm, SettingsForm, cadence_of, settings_of
from webapp.blueprints.programs.partners import partners_in
from webapp.domain import announcements, curricula, monitoring, programs, testimonials
from webapp.domain.curriculum import Curriculum
from webapp.filters import today
from webapp.fragments import see_other


@blueprint.route("/groups/<slug>/programs/new", methods=["GET", "POST"])
def new(slug: str) -> Any:
    group = administered_group_for(current_member(), slug)
    language = request.args.get("language", str(get_locale()))
    if "curriculum" not in request.args:
        return render_template("programs/new.html", group=group, curricula=curricula.every(language))
    curriculum = curricula.built_in(request.args["curriculum"], language) or abort(404)
    form = RunForm(data=_proposed(curriculum)) if request.method == "GET" else RunForm()
    if form.validate_on_submit():
        return _create(group, curriculum, form)
    languages = [known for known in curricula.LANGUAGES if known != curriculum.language]
    context = {"group": group, "curriculum": curriculum, "form": form, "other_languages": languages}
    context["partners"] = partners_in(curriculum.language)
    return render_template("programs/preview.html", **context), 422 if form.errors else 200


@blueprint.get("/programs/<int:program_id>")
def show(program_id: int) -> Any:
    member = current_member()
    program, membership = program_for(member, program_id)
    path = list(Step.of_program(program))
    return render_template(
        "programs/show.html",
        program=program,
        path=path,
        ends_on=programs.ends_on(program, len(path)),
        announced=announcements.sent_to(program, member, 5),
        enrollments={enrollment.role: enrollment for enrollment in Enrollment.of(program, member)},
        is_admin=membership.is_admin,
        testimonials=testimonials.of_program(program),
        numbers=monitoring.numbers(program) if membership.is_admin else None,
    )


@blueprint.route("/programs/<int:program_id>/edit", methods=["GET", "POST"])
def edit(program_id: int) -> Any:
    program = administered_program_for(current_member(), program_id)
    form = SettingsForm(data=settings_of(program)) if request.method == "GET" else SettingsForm()
    if form.validate_on_submit():
        programs.update(program=program, actor=current_member(), **form.settings())
        flash(_("The settings are saved."))
        return see_other(url_for("programs.show", program_id=program.id))
    return render_template("programs/edit.html", program=program, form=form), 422 if form.errors else 200


def _proposed(curriculum: Curriculum) -> dict[str, Any]:
    return {
        "name": curriculum.name,
        "starts_on": programs.proposed_start(today()),
        **cadence_of(curriculum.cadence_days),
    }


def _create(group: Group, curriculum: Curriculum, form: RunForm) -> Any:
    state = "draft" if request.form.get("state") == "draft" else "enrolling"
    program = programs.create(
        actor=current_member(), group=group, curriculum=curriculum, state=state, **form.settings()
    )
    flash(_("The program is open for enrollment.") if state == "enrolling" else _("The draft is kept."))
    return see_other(url_for("programs.show", program_id=program.id))
