"""Places in a program: one's own, and those sent in to an admin's."""

from typing import cast

from db.models import Enrollment, Group, Member, Membership, MentorRequest, PairingPolicy, Program
from webapp.access.gates import hidden
from webapp.domain.errors import WrongState


def enrollment_for(member: Member, enrollment_id: int) -> Enrollment:
    """The member's own enrollment."""
    query = Enrollment.select(Enrollment, Program, Group).join(Program).join(Group)
    found = query.where((Enrollment.id == enrollment_id) & (Enrollment.member == member)).first()
    return cast(Enrollment, found or hidden())


def answerable_enrollment_for(member: Member, enrollment_id: int) -> Enrollment:
    """The member's own enrollment in a group that they still belong to; one that is over or declined is 409."""
    enrollment = enrollment_for(member, enrollment_id)
    membership = Membership.of(enrollment.program.group, member)
    if membership is None or not membership.is_active:
        hidden()
    if not enrollment.is_editable:
        raise WrongState
    return enrollment


def submitted_enrollment_for(program: Program, enrollment_id: int) -> Enrollment:
    """An enrollment sent in to a program that was loaded through `administered_program_for`, with its member."""
    found = Enrollment.submitted(program).where(Enrollment.id == enrollment_id).first()
    return cast(Enrollment, found or hidden())


def choosing_enrollment_for(member: Member, enrollment_id: int) -> Enrollment:
    """The member's own enrollment that was sent in, in a program whose mentees choose, in a group they belong to."""
    enrollment = enrollment_for(member, enrollment_id)
    membership = Membership.of(enrollment.program.group, member)
    is_in = membership is not None and membership.is_active and enrollment.submitted_at is not None
    if not is_in or PairingPolicy.of(enrollment.program).choosing == "admin":
        hidden()
    return enrollment


def choosing_mentee_for(member: Member, enrollment_id: int) -> Enrollment:
    """The member's own enrollment as a mentee, in a program whose mentees choose."""
    enrollment = choosing_enrollment_for(member, enrollment_id)
    return hidden() if enrollment.is_mentor else enrollment


def choosing_mentor_for(member: Member, enrollment_id: int) -> Enrollment:
    """The member's own enrollment as a mentor, in a program whose mentees choose."""
    enrollment = choosing_enrollment_for(member, enrollment_id)
    return enrollment if enrollment.is_mentor else hidden()


def request_for(member: Member, request_id: int) -> MentorRequest:
    """A request that this member was asked as a mentor, with people, whatever has become of it."""
    found = MentorRequest.with_people().where(MentorRequest.id == request_id).first()
    if found is None or found.asked_at is None or found.mentor.member_id != member.id:
        hidden()
    return cast(MentorRequest, found)
