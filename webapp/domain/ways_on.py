"""What comes after a pair's end: again, as a mentor now, or a goodbye. Each leads to a place in a program, or out."""

from collections.abc import Iterator

from db.clock import now
from db.database import writing
from db.models import ClosingAnswer, Dispatch, Enrollment, Member, Membership, Notification, Pair, Program
from db.models.pair import UNDER_WAY
from webapp.domain import enrollments


def again(*, pair: Pair, member: Member) -> Enrollment | None:
    """A place in the same role, in the pair's program or else the group's newest that takes people, answers kept.

    One that rested waits again; one that was completed is a draft to be looked through. None if no program takes them.
    """
    return _place(pair, member, pair.role_of(member))


def as_mentor(*, pair: Pair, member: Member) -> Enrollment | None:
    """A mentor's place, prefilled from what they answered before. None if no program takes mentors now."""
    return _place(pair, member, "mentor")


def say_goodbye(*, pair: Pair, member: Member) -> None:
    """Wait in this program no more, and hear no more of it: what is unread is read, what was about to leave stays."""
    mine = (Enrollment.program == pair.program_id) & (Enrollment.member == member)
    with writing():
        resting = Enrollment.state.in_(("waiting", "paused", "requested"))
        Enrollment.update(state="withdrawn", state_changed_at=now()).where(mine & resting).execute()
        told = (Notification.member == member) & (Notification.program == pair.program_id)
        waiting = Dispatch.state.in_(("waiting", "held"))
        of_program = Notification.select(Notification.id).where(told)
        Dispatch.delete().where((Dispatch.member == member) & waiting & Dispatch.notification.in_(of_program)).execute()
        Notification.update(read_at=now()).where(told & Notification.read_at.is_null()).execute()


def goodbyes(program_id: int) -> set[int]:
    """The members who have said goodbye to a program and take part in it no more: nothing of it goes to them."""
    said = ClosingAnswer.select(ClosingAnswer.member).join(Pair).where(Pair.program == program_id)
    under_way = Pair.select(Pair.mentor, Pair.mentee).where((Pair.program == program_id) & Pair.state.in_(UNDER_WAY))
    states = ("draft", "requested", "waiting", "paired", "paused")
    places = (Enrollment.program == program_id) & Enrollment.state.in_(states)
    back = {row[0] for row in Enrollment.select(Enrollment.member).where(places).tuples()}
    back |= {member_id for two in under_way.tuples() for member_id in two}
    return {row[0] for row in said.where(ClosingAnswer.choice == "done").tuples()} - back


def _place(pair: Pair, member: Member, role: str) -> Enrollment | None:
    membership = Membership.of(pair.program.group, member)
    if membership is None or not membership.is_active:
        return None
    for program in _programs(pair.program):
        if program.takes_enrollments and role in program.open_roles():
            held = Enrollment.of(program, member).where(Enrollment.role == role).first()
            if held is None or held.state != "declined":
                return _taken_up(held, program, member, role)
    return None


def _taken_up(held: Enrollment | None, program: Program, member: Member, role: str) -> Enrollment:
    if held is None:
        return enrollments.enroll(program=program, actor=member, roles=[role])[0]
    if held.is_over:
        return enrollments.enroll_again(enrollment=held, actor=member)
    return enrollments.resume(enrollment=held, actor=member) if held.state == "paused" else held


def _programs(first: Program) -> Iterator[Program]:
    """The one that was walked, then the others of its group, the newest first."""
    yield first
    yield from Program.of_group(first.group).where(Program.id != first.id)
