"""Who may reach what. Loading is authorising: a route gets its record from a loader here and from nowhere else.

A stranger gets 404 (the record might as well not exist); a member who may see but not do gets 403.
"""

from collections.abc import Callable
from typing import Any, NoReturn, TypeVar, cast

from flask import abort, current_app, g, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from db.models import (
    Enrollment,
    Group,
    Invitation,
    Member,
    Membership,
    MentorRequest,
    Pair,
    PairingPolicy,
    PairingRule,
    Program,
    Question,
    Round,
    Session,
    Step,
    Suggestion,
)
from webapp.domain.errors import PairIsClosed, WrongState

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Mark a view that people may see without signing in; everything else demands a member."""
    view.is_public = True  # type: ignore[attr-defined] # a function attribute is how Flask views carry policy
    return view


def demand_member() -> Response | None:
    """Send whoever is not signed in to the sign-in page, unless the view is public. Runs before every request."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or getattr(view, "is_public", False) or current_user.is_authenticated:
        return None
    if request.headers.get("HX-Request") or request.headers.get("Upgrade"):
        abort(401)
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.login", next=wanted))


def current_member() -> Member:
    """Whoever is signed in. Only for views that are not public."""
    if not current_user.is_authenticated:
        abort(401)
    return cast(Member, current_user._get_current_object())


def current_session() -> Session:
    """The session that this request came with. Only for views that are not public."""
    current_member()
    return cast(Session, g.session)


def session_for(member: Member, session_id: int) -> Session:
    """One of the member's own living sessions."""
    return cast(Session, Session.of_member(member).where(Session.id == session_id).first() or _hidden())


def host_only(member: Member) -> None:
    """Let only the host pass."""
    if not member.is_host:
        abort(404)


def group_for(member: Member, slug: str) -> tuple[Group, Membership | None]:
    """A group that this member may know of, and their place in it if it is an active one."""
    group = Group.get_or_none(Group.slug == slug) or _hidden()
    membership = Membership.of(group, member)
    if membership and membership.is_active:
        return group, membership
    if not group.is_findable:
        _hidden()
    return group, None


def member_group_for(member: Member, slug: str) -> tuple[Group, Membership]:
    """A group that this member belongs to."""
    group, membership = group_for(member, slug)
    return group, membership or _hidden()


def administered_group_for(member: Member, slug: str) -> Group:
    """A group that this member is an admin of; other members of it get 403."""
    group, membership = member_group_for(member, slug)
    if not membership.is_admin:
        abort(403)
    return group


def may_make_groups(member: Member) -> bool:
    """Whether this instance lets this member make groups."""
    return bool(member.is_host or current_app.config["WHO_MAY_MAKE_GROUPS"] == "anyone")


def group_makers_only(member: Member) -> None:
    """Let only those pass who may make groups here; that there are such pages is no secret."""
    if not may_make_groups(member):
        abort(403)


def membership_for(group: Group, membership_id: int) -> Membership:
    """A place in a group that was loaded through here, with its member and its group."""
    query = Membership.select(Membership, Member, Group).join(Member, on=(Membership.member == Member.id))
    found = query.switch(Membership).join(Group).where((Membership.id == membership_id) & (Membership.group == group))
    return cast(Membership, found.first() or _hidden())


def invitation_for(group: Group, invitation_id: int) -> Invitation:
    """An invitation into a group that was loaded through here."""
    found = Invitation.get_or_none((Invitation.id == invitation_id) & (Invitation.group == group))
    return cast(Invitation, found or _hidden())


def program_for(member: Member, program_id: int) -> tuple[Program, Membership]:
    """A program of a group that this member belongs to. Drafts are known to admins only."""
    program: Program = _program_with_group(program_id) or _hidden()
    membership = Membership.of(program.group, member)
    if membership is None or not membership.is_active:
        _hidden()
    if program.state == "draft" and not membership.is_admin:
        _hidden()
    return program, membership


def administered_program_for(member: Member, program_id: int) -> Program:
    """A program of a group that this member is an admin of; other members of the group get 403."""
    program, membership = program_for(member, program_id)
    if not membership.is_admin:
        abort(403)
    return program


def step_for(program: Program, step_id: int) -> Step:
    """A step of a program that was loaded through here, removed ones too."""
    return cast(Step, Step.get_or_none((Step.id == step_id) & (Step.program == program)) or _hidden())


def question_for(program: Program, question_id: int) -> Question:
    """A question of a program that was loaded through here."""
    return cast(
        Question, Question.get_or_none((Question.id == question_id) & (Question.program == program)) or _hidden()
    )


def enrollment_for(member: Member, enrollment_id: int) -> Enrollment:
    """The member's own enrollment."""
    query = Enrollment.select(Enrollment, Program, Group).join(Program).join(Group)
    found = query.where((Enrollment.id == enrollment_id) & (Enrollment.member == member)).first()
    return cast(Enrollment, found or _hidden())


def answerable_enrollment_for(member: Member, enrollment_id: int) -> Enrollment:
    """The member's own enrollment in a group that they still belong to; one that is over or declined is 409."""
    enrollment = enrollment_for(member, enrollment_id)
    membership = Membership.of(enrollment.program.group, member)
    if membership is None or not membership.is_active:
        _hidden()
    if not enrollment.is_editable:
        raise WrongState
    return enrollment


def submitted_enrollment_for(program: Program, enrollment_id: int) -> Enrollment:
    """An enrollment sent in to a program that was loaded through `administered_program_for`, with its member."""
    found = Enrollment.submitted(program).where(Enrollment.id == enrollment_id).first()
    return cast(Enrollment, found or _hidden())


def pair_for(member: Member, pair_id: int) -> Pair:
    """A pair that this member is one of, whatever its state; nobody else, no admin and no host, gets one from here.

    After a block it is still there to be read, closed, and says nothing new of the partner.
    """
    pair = Pair.with_id(pair_id)
    if pair is None or not pair.has(member):
        _hidden()
    return pair


def open_pair_for(member: Member, pair_id: int) -> Pair:
    """A pair that this member is one of and that may still be written in; a closed one is 409, with words."""
    pair = pair_for(member, pair_id)
    if not pair.can_be_written_in():
        raise PairIsClosed
    return pair


def other_member_for(group: Group, member: Member, member_id: int) -> Member:
    """Another active member of a group that was loaded through here, not blocked by this one."""
    found = Membership.others_in(group, member.id).where(Member.id == member_id).first()
    return cast(Member, found or _hidden())


def pairing_rule_for(program: Program, rule_id: int) -> PairingRule:
    """An admin's rule for two people in a program that was loaded through `administered_program_for`."""
    found = PairingRule.of_program(program).where(PairingRule.id == rule_id).first()
    return cast(PairingRule, found or _hidden())


def choosing_enrollment_for(member: Member, enrollment_id: int) -> Enrollment:
    """The member's own enrollment that was sent in, in a program whose mentees choose, in a group they belong to."""
    enrollment = enrollment_for(member, enrollment_id)
    membership = Membership.of(enrollment.program.group, member)
    is_in = membership is not None and membership.is_active and enrollment.submitted_at is not None
    if not is_in or PairingPolicy.of(enrollment.program).choosing == "admin":
        _hidden()
    return enrollment


def choosing_mentee_for(member: Member, enrollment_id: int) -> Enrollment:
    """The member's own enrollment as a mentee, in a program whose mentees choose."""
    enrollment = choosing_enrollment_for(member, enrollment_id)
    return _hidden() if enrollment.is_mentor else enrollment


def choosing_mentor_for(member: Member, enrollment_id: int) -> Enrollment:
    """The member's own enrollment as a mentor, in a program whose mentees choose."""
    enrollment = choosing_enrollment_for(member, enrollment_id)
    return enrollment if enrollment.is_mentor else _hidden()


def request_for(member: Member, request_id: int) -> MentorRequest:
    """A request that this member was asked as a mentor, with people, whatever has become of it."""
    found = MentorRequest.with_people().where(MentorRequest.id == request_id).first()
    if found is None or found.asked_at is None or found.mentor.member_id != member.id:
        _hidden()
    return cast(MentorRequest, found)


def round_for(program: Program, round_id: int) -> Round:
    """A round of a program that was loaded through `administered_program_for`; what was discarded is gone."""
    found = Round.get_or_none((Round.id == round_id) & (Round.program == program) & (Round.state != "discarded"))
    if found:
        found.program = program
    return cast(Round, found or _hidden())


def suggestion_for(round_: Round, suggestion_id: int) -> Suggestion:
    """A suggestion of a round that was loaded through here."""
    found = Suggestion.get_or_none((Suggestion.id == suggestion_id) & (Suggestion.round == round_))
    return cast(Suggestion, found or _hidden())


def _program_with_group(program_id: int) -> Program | None:
    query = Program.select(Program, Group).join(Group).where(Program.id == program_id)
    return cast("Program | None", query.first())


def _hidden() -> NoReturn:
    abort(404)
