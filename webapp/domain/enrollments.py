"""A member's place in a program: asked for, filled in, sent, paused, left, taken up again."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from peewee import fn

from db.clock import now
from db.database import writing
from db.models import Enrollment, Member, Membership, Notification, Openness, Pair, PairingPolicy, Program
from webapp.domain import profiles, questionnaire
from webapp.domain.errors import AnswersAreMissing, NotYours, ProgramIsClosed, WrongState
from webapp.domain.notifications import notify


class Company(NamedTuple):
    """Who else is there for somebody who waits."""

    waiting: int  # others in the same role
    across: int  # those in the other role who could be paired


def enroll(*, program: Program, actor: Member, roles: Iterable[str]) -> list[Enrollment]:
    """Begin a draft in each role, prefilled from the member's profile and from what they sent in last.

    A place that they hold is left alone. Returns the member's places in those roles. Raises ProgramIsClosed where the
    program, or a role of it, takes nobody.
    """
    wanted = list(roles)
    with writing():
        program = Program.get_by_id(program.id)
        _demand_open(program, actor, wanted)
        last = Enrollment.last_of(actor)
        for role in wanted:
            _draft(program, actor, role, last)
        return list(Enrollment.of(program, actor).where(Enrollment.role.in_(wanted)))


def answer(
    *, enrollment: Enrollment, actor: Member, topic: str, columns: Mapping[str, Any], is_done: bool = True
) -> Enrollment:
    """Keep the answers to one topic; with `is_done` the questionnaire goes on after it next time.

    Raises WrongState where the enrollment is over or declined, AnswersAreMissing where one that was sent in would lose
    what pairing cannot do without, ValueError for a capacity out of bounds.
    """
    kept = questionnaire.cleaned(topic, columns)
    with writing():
        held = hold(enrollment, actor)
        if not held.is_editable:
            raise WrongState
        for name, value in kept.items():
            setattr(held, name, value)
        if is_done and topic not in held.answered:
            held.answered = [*held.answered, topic]
        if held.state != "draft" and questionnaire.missing(held):
            raise AnswersAreMissing
        held.save(only=[*kept, "answered"])
    return held


def submit(*, enrollment: Enrollment, actor: Member) -> Enrollment:
    """Send a draft in: it waits to be paired, or for an admin's yes where the program asks for one.

    One that was sent in already is returned as it stands. Raises AnswersAreMissing, ProgramIsClosed.
    """
    with writing():
        held = hold(enrollment, actor)
        if held.state != "draft":
            return held
        program = held.program
        membership = _demand_open(program, actor, [held.role])
        if questionnaire.missing(held):
            raise AnswersAreMissing
        needs_approval = program.enrollment_rule == "approval" and not membership.is_admin
        _move(held, "requested" if needs_approval else _state_in_play(held), submitted_at=now())
        if held.is_mentor and PairingPolicy.of(program).choosing != "admin":
            Openness.agree(held)  # the page that sends it says who sees the answers
        if needs_approval:
            _tell_admins(program, actor)
        _prefill_other_role(held, program)
    return held


def pause(*, enrollment: Enrollment, actor: Member) -> Enrollment:
    """Take somebody out of pairing for a while; a pair that exists is not touched. Raises WrongState."""
    return _go(enrollment, actor, {"waiting": "paused", "paired": "paused", "paused": "paused"})


def resume(*, enrollment: Enrollment, actor: Member) -> Enrollment:
    """Bring somebody back from a pause. Raises WrongState, and ProgramIsClosed where the program takes nobody now."""
    with writing():
        held = hold(enrollment, actor)
        if held.is_in_play:
            return held
        if held.state != "paused":
            raise WrongState
        _demand_open(held.program, actor)
        return _move(held, _state_in_play(held))


def withdraw(*, enrollment: Enrollment, actor: Member) -> Enrollment | None:
    """Leave the program in this role, without a reason; a pair that exists is not touched.

    A draft that was never sent in is thrown away whole (None). Raises WrongState for one that is completed or declined.
    """
    with writing():
        held = hold(enrollment, actor)
        if held.state == "draft" and held.submitted_at is None:
            held.delete_instance()
            return None
        if held.state not in (*_LEAVABLE, "withdrawn"):
            raise WrongState
        return _move(held, "withdrawn")


def enroll_again(*, enrollment: Enrollment, actor: Member) -> Enrollment:
    """Open a withdrawn or completed place again, as a draft with its answers. Raises WrongState, ProgramIsClosed."""
    with writing():
        held = hold(enrollment, actor)
        if held.state == "draft":
            return held
        if not held.is_over:
            raise WrongState
        _demand_open(held.program, actor, [held.role])
        return _move(held, "draft")


def hold(enrollment: Enrollment, actor: Member) -> Enrollment:
    """A member's own enrollment, its row locked. Must be called inside `writing()`. Raises NotYours."""
    held = Enrollment.locked(enrollment.id)
    if held.member_id != actor.id:
        raise NotYours
    return held


def company_of(enrollment: Enrollment) -> Company:
    """Who waits with an enrollment, and who in the other role could be paired (mentors in play, mentees waiting)."""
    rows = (
        Enrollment.select(Enrollment.role, Enrollment.state, fn.COUNT(Enrollment.id))
        .where((Enrollment.program == enrollment.program_id) & Enrollment.state.in_(("waiting", "paired")))
        .where(~Membership.suspends(Enrollment.member, enrollment.program.group_id))
        .group_by(Enrollment.role, Enrollment.state)
        .tuples()
    )
    counts = {(role, state): count for role, state, count in rows}
    own = counts.get((enrollment.role, "waiting"), 0) - (enrollment.state == "waiting")
    mentors = counts.get(("mentor", "waiting"), 0) + counts.get(("mentor", "paired"), 0)
    return Company(own, counts.get(("mentee", "waiting"), 0) if enrollment.is_mentor else mentors)


_LEAVABLE = ("draft", "requested", "waiting", "paired", "paused")


def _move(held: Enrollment, state: str, **columns: Any) -> Enrollment:
    changes = {"state": state, "state_changed_at": now(), **columns}
    if held.state != state or columns:
        for name, value in changes.items():
            setattr(held, name, value)
        held.save(only=list(changes))
    return held


def _go(enrollment: Enrollment, actor: Member, ways: dict[str, str]) -> Enrollment:
    with writing():
        held = hold(enrollment, actor)
        if held.state not in ways:
            raise WrongState
        return _move(held, ways[held.state])


def _state_in_play(held: Enrollment) -> str:
    return "paired" if Pair.open_of(held).exists() else "waiting"


def _demand_open(program: Program, actor: Member, roles: Iterable[str] = ()) -> Membership:
    """The actor's membership, where the program takes members of these roles now."""
    membership = Membership.of(program.group, actor)
    is_open = program.takes_enrollments and set(roles) <= set(program.open_roles())
    if not is_open or membership is None or not membership.is_active:
        raise ProgramIsClosed
    return membership


def _draft(program: Program, actor: Member, role: str, last: Enrollment | None) -> None:
    row = Enrollment(program=program, member=actor, role=role, time_zone=actor.time_zone)
    if last:
        questionnaire.carry_over(last, row, program)
    profiles.prefill(row)
    # Insert or leave alone: a double click makes one draft.
    Enrollment.insert(row.__data__).on_conflict_ignore().execute()


def _prefill_other_role(held: Enrollment, program: Program) -> None:
    """Somebody who enrolls in both roles writes what is true of them in either only once."""
    other = Enrollment.of(program, held.member_id).where((Enrollment.id != held.id) & (Enrollment.state == "draft"))
    for draft in other:
        if not draft.answered:
            questionnaire.carry_over(held, draft, program)
            draft.save()


def _tell_admins(program: Program, actor: Member) -> None:
    """One unread notification an admin, however many ask."""
    unread = Notification.select(Notification.member).where(
        (Notification.kind == "enrollment_requested")
        & (Notification.program == program)
        & Notification.read_at.is_null()
    )
    for admin in Membership.admins_of(program.group).where(Member.id.not_in(unread) & (Member.id != actor.id)):
        notify(member=admin, kind="enrollment_requested", program=program, group=program.group)
