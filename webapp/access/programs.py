"""Programs, and what admins make in them."""

from typing import cast

from flask import abort

from db.models import (
    Announcement,
    Enrollment,
    Group,
    Member,
    Membership,
    PairingRule,
    Program,
    Question,
    Round,
    Step,
    Suggestion,
    Testimonial,
)
from webapp.access.gates import demand_factor, hidden
from webapp.domain import announcements


def program_for(member: Member, program_id: int) -> tuple[Program, Membership]:
    """A program of a group that this member belongs to. Drafts are known to admins only."""
    program: Program = _program_with_group(program_id) or hidden()
    membership = Membership.of(program.group, member)
    if membership is None or not membership.is_active:
        hidden()
    if program.state == "draft" and not membership.is_admin:
        hidden()
    return program, membership


def reportable_program_for(member: Member, program_id: int) -> Program:
    """A program that this member may know of, or took part in before they left its group."""
    program: Program = _program_with_group(program_id) or hidden()
    if not Enrollment.of(program, member).where(Enrollment.submitted_at.is_null(False)).exists():
        program_for(member, program_id)
    return program


def administered_program_for(member: Member, program_id: int) -> Program:
    """A program of a group that this member is an admin of; other members of the group get 403."""
    program, membership = program_for(member, program_id)
    if not membership.is_admin:
        abort(403)
    demand_factor(member)
    return program


def announcement_for(member: Member, announcement_id: int) -> Announcement:
    """An announcement that went to this member, or of a program that they look after, in a group they belong to."""
    return announcements.read_by(member, announcement_id) or hidden()


def step_for(program: Program, step_id: int) -> Step:
    """A step of a program that was loaded through here, removed ones too."""
    return cast(Step, Step.get_or_none((Step.id == step_id) & (Step.program == program)) or hidden())


def question_for(program: Program, question_id: int) -> Question:
    """A question of a program that was loaded through here."""
    return cast(
        Question, Question.get_or_none((Question.id == question_id) & (Question.program == program)) or hidden()
    )


def pairing_rule_for(program: Program, rule_id: int) -> PairingRule:
    """An admin's rule for two people in a program that was loaded through `administered_program_for`."""
    found = PairingRule.of_program(program).where(PairingRule.id == rule_id).first()
    return cast(PairingRule, found or hidden())


def round_for(program: Program, round_id: int) -> Round:
    """A round of a program that was loaded through `administered_program_for`; what was discarded is gone."""
    found = Round.get_or_none((Round.id == round_id) & (Round.program == program) & (Round.state != "discarded"))
    if found:
        found.program = program
    return cast(Round, found or hidden())


def suggestion_for(round_: Round, suggestion_id: int) -> Suggestion:
    """A suggestion of a round that was loaded through here."""
    found = Suggestion.get_or_none((Suggestion.id == suggestion_id) & (Suggestion.round == round_))
    return cast(Suggestion, found or hidden())


def testimonial_for(program: Program, testimonial_id: int) -> Testimonial:
    """A testimonial that stands in a program that was loaded through `administered_program_for`."""
    found = Testimonial.shown().where((Testimonial.id == testimonial_id) & (Testimonial.program == program)).first()
    return cast(Testimonial, found or hidden())


def _program_with_group(program_id: int) -> Program | None:
    query = Program.select(Program, Group).join(Group).where(Program.id == program_id)
    return cast("Program | None", query.first())
