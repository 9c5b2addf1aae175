from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from db.models import PairingPolicy, Program
from webapp.access import administered_program_for, current_member
from webapp.blueprints.policies import words
from webapp.blueprints.policies.blueprint import blueprint
from webapp.blueprints.policies.forms import PolicyForm
from webapp.domain import policies
from webapp.domain.errors import ChangedMeanwhile
from webapp.domain.matching import weights
from webapp.errors import words_for
from webapp.fragments import see_other


@blueprint.route("/programs/<int:program_id>/policy", methods=["GET", "POST"])
def edit(program_id: int) -> Any:
    program = administered_program_for(current_member(), program_id)
    policy = PairingPolicy.of(program)
    form = PolicyForm.of(policy)
    if not form.validate_on_submit():
        return _page(program, policy, form, 422 if form.errors else 200)
    try:
        _save(program, policy, form)
    except ChangedMeanwhile as refusal:
        form.form_errors = [words_for(refusal)]
        form.version.data = policy.version
        return _page(program, policy, form, refusal.status)
    flash(_("The policy is saved. It counts from the next round that is made."))
    return see_other(url_for("policies.edit", program_id=program.id))


def _save(program: Program, policy: PairingPolicy, form: PolicyForm) -> None:
    is_back_to_preset = "reset" in request.form
    policies.update(
        program=program,
        actor=current_member(),
        preset=form.preset.data,
        changed=weights.PRESETS[form.preset.data] if is_back_to_preset else form.changed(policy),
        version=form.version.data or "",
        acquaintances=form.acquaintances.data,
        choosing=form.choosing.data,
        next_round_on=form.next_round_on.data,
    )


def _page(program: Program, policy: PairingPolicy, form: PolicyForm, status: int) -> Any:
    context = {"program": program, "policy": policy, "form": form, "words": words, "is_conflict": status == 409}
    context |= {"saved": weights.of(policy), "presets": weights.PRESETS}
    context |= {"hidden": [] if policy.choosing == "admin" else policies.not_to_be_found(program)}
    return render_template("policies/edit.html", has_draft=policies.has_draft_round(program), **context), status
