from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from db.models import Member, PairingRule, Program
from webapp.access import administered_program_for, current_member, pairing_rule_for, submitted_enrollment_for
from webapp.blueprints.policies.blueprint import blueprint
from webapp.blueprints.policies.forms import RuleForm
from webapp.domain import policies
from webapp.domain.errors import Refused
from webapp.errors import words_for
from webapp.fragments import see_other

SIDES = ("mentee", "mentor")


@blueprint.get("/programs/<int:program_id>/rules")
def rules(program_id: int) -> Any:
    program = administered_program_for(current_member(), program_id)
    return _page(program, RuleForm(formdata=None))


@blueprint.post("/programs/<int:program_id>/rules")
def create_rule(program_id: int) -> Any:
    admin = current_member()
    program = administered_program_for(admin, program_id)
    form = RuleForm()
    if not form.validate_on_submit():
        return _page(program, form, 422)
    try:
        rule = _set(program, admin, form)
    except Refused as refusal:
        form.form_errors = [words_for(refusal)]
        return _page(program, form, refusal.status)
    flash(_("The rule for %(mentee)s and %(mentor)s stands.", mentee=rule.mentee.name, mentor=rule.mentor.name))
    return see_other(url_for("policies.rules", program_id=program.id))


@blueprint.post("/programs/<int:program_id>/rules/<int:rule_id>/delete")
def delete_rule(program_id: int, rule_id: int) -> Response:
    program = administered_program_for(current_member(), program_id)
    policies.remove_rule(rule=pairing_rule_for(program, rule_id), actor=current_member())
    flash(_("The rule is gone."))
    return see_other(url_for("policies.rules", program_id=program.id))


def _set(program: Program, admin: Member, form: RuleForm) -> PairingRule:
    mentee, mentor = (submitted_enrollment_for(program, number) for number in form.chosen())
    return policies.set_rule(program=program, admin=admin, mentee=mentee, mentor=mentor, kind=form.kind.data)


def _page(program: Program, form: RuleForm, status: int = 200) -> Any:
    searches = {side: request.args.get(f"{side}_search", "").strip()[:80] for side in SIDES}
    found = {side: policies.nameable(program, side, words) for side, words in searches.items()}
    form.offer(*(people for people, _total in found.values()))
    return render_template(
        "policies/rules.html",
        program=program,
        form=form,
        searches=searches,
        totals={side: total for side, (_people, total) in found.items()},
        most=policies.MOST_FOUND,
        rules=list(PairingRule.of_program(program)),
    ), status
