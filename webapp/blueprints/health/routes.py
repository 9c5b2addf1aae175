"""The rules of a pair's health, which admins and members read alike; and what they say of one's own pair."""

from typing import Any

from flask import Blueprint, render_template

from db.models import Rhythm
from webapp import health_words
from webapp.access import current_member, pair_for, program_for
from webapp.domain import coordinator_words, facts, health, needs

blueprint = Blueprint("health", __name__)


@blueprint.get("/programs/<int:program_id>/health-rules")
def rules(program_id: int) -> Any:
    program, membership = program_for(current_member(), program_id)
    rhythm = Rhythm.of(program)
    told = [(rule, health_words.WORDS[rule.name], health_words.definition(rule, rhythm)) for rule in health.RULES]
    return render_template(
        "health/rules.html", program=program, is_admin=membership.is_admin, rhythm=rhythm, rules=told
    )


@blueprint.get("/pairs/<int:pair_id>/health")
def show(pair_id: int) -> Any:
    member = current_member()
    pair = pair_for(member, pair_id)
    return render_template(
        "health/show.html",
        pair=pair,
        partner=pair.partner_of(member),
        need=needs.of_pair(facts.of_pair(pair.id), reader=member),
        reader_id=member.id,
        has_words=bool(coordinator_words.to(member, pair)),
    )
