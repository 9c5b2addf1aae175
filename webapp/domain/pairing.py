"""Introducing a mentor and a mentee to each other, and taking an introduction back before it began."""

from datetime import timedelta
from typing import Any

from peewee import fn

from db.clock import now
from db.database import locked, writing
from db.models import CheckIn, Completion, Enrollment, Goal, Member, Membership, Note, Pair, Program
from db.models.pair import OPEN
from webapp.domain import audit, pairs, queues, vault
from webapp.domain.errors import NotWaiting, ProgramIsClosed, TooLate
from webapp.domain.notifications import notify
from webapp.domain.obstacles import Obstacles

TAKE_BACK_WITHIN = timedelta(hours=1)


def introduce(
    *, by: Member, program: Program, mentor_enrollment_id: int, mentee_enrollment_id: int, introduction: str
) -> Pair:
    """Make a pair of a mentor and a waiting mentee and tell both; the caller mails them after the commit.

    `by` is who made it happen: the admin, or the mentee who asked and got a yes. What the mentee asked others is over.

    Everything is checked again under the rows' locks. Raises ProgramIsClosed, NotWaiting, SamePerson,
    AlreadyIntroduced, BlockStandsBetween, MustNotBePaired, NoPlaceLeft.
    """
    with writing():
        pair = _made(by, program, (mentor_enrollment_id, mentee_enrollment_id), "waiting", introduction)
        _tell(pair, "introduced")
        queues.end(mentee=pair.mentee_enrollment)
    return pair


def introduce_stand_in(*, by: Member, program: Program, mentor_enrollment_id: int, mentee_enrollment_id: int) -> Pair:
    """Make a pair beside the one that a mentee has, for as long as their mentor is away; the caller tells them.

    The same is checked as ever, but that the mentee is paired already. Raises what `introduce` does.
    """
    with writing():
        return _made(by, program, (mentor_enrollment_id, mentee_enrollment_id), "paired", "")


def place_of(program: Program, member_id: int) -> int | None:
    """The id of a member's place as a mentor in a program who takes part now."""
    return next((each.id for each in Enrollment.mentors_in_play(program) if each.member_id == member_id), None)


def _made(by: Member, program: Program, places: tuple[int, int], state: str, introduction: str) -> Pair:
    """The pair of a mentor's and a mentee's place, the latter in a state; every rule is checked under the locks."""
    _demand_walked(program)
    mentor, mentee = _held(program, *places)
    _demand_pairable(program, mentor, mentee, state)
    pair = Pair.create(
        program=program,
        mentor=mentor.member,
        mentee=mentee.member,
        mentor_enrollment=mentor,
        mentee_enrollment=mentee,
        introduction=introduction.strip(),
        introduced_by=by,
    )
    vault.make_keys(pair)
    _move((mentor, mentee), "paired")
    two = {"mentor": mentor.member_id, "mentee": mentee.member_id}
    audit.record("introduction.made", by=by, of=pair, group=program.group_id, program=program.id, **two)
    return pair


def take_back(*, program: Program, actor: Member, pair_id: int) -> Pair:
    """Undo an introduction of the last hour that nobody has used: the pair is gone, the mentee waits where they waited.

    Both are told so. Returns the pair as it was. Raises TooLate.
    """
    with writing():
        # Whoever adds the first word to a pair takes its row too: they come before, or find it gone.
        held = locked(Pair.select(Pair.id).where((Pair.id == pair_id) & (Pair.program == program))).first()
        pair = Pair.with_people().where((Pair.id == pair_id) & _is_unused()).first() if held else None
        if pair is None:
            raise TooLate
        pairs.release(pair, state="ended", by=None, enrollments="waiting")
        two = {"mentor": pair.mentor_id, "mentee": pair.mentee_id}
        audit.record("introduction.taken_back", by=actor, of=pair, group=program.group_id, program=program.id, **two)
        pair.delete_instance()
        _tell(pair, "introduction_taken_back")
    return pair


def can_be_taken_back(program: Program, limit: int = 50) -> list[Pair]:
    """The program's introductions that can still be taken back, with their people, newest first."""
    query = Pair.with_people().where((Pair.program == program) & _is_unused())
    return list(query.order_by(Pair.id.desc()).limit(limit))


def _is_unused() -> Any:
    """Introduced within the hour, and neither of the two has left anything in the pair."""
    is_fresh = (Pair.introduced_at > now() - TAKE_BACK_WITHIN) & (Pair.seq == 0) & Pair.state.in_(OPEN)
    for noun in (Completion, Note, Goal, CheckIn):
        is_fresh &= ~fn.EXISTS(noun.select(noun.id).where(noun.pair == Pair.id))
    return is_fresh


def _demand_walked(program: Program) -> None:
    fresh = locked(Program.select().where(Program.id == program.id)).first()
    if fresh is None or not fresh.is_walked:
        raise ProgramIsClosed


def _held(program: Program, mentor_enrollment_id: int, mentee_enrollment_id: int) -> tuple[Enrollment, Enrollment]:
    """Both enrollments, with their members: locked members first, then enrollments, each in the order of ids.

    `block` takes the same two member rows first. So the one that comes second sees what the first one made: there is
    never an open pair beside a block.
    """
    places = Enrollment.id.in_((mentor_enrollment_id, mentee_enrollment_id)) & (Enrollment.program == program)
    member_ids = [row.member_id for row in Enrollment.select(Enrollment.member).where(places)]
    members = {m.id: m for m in locked(Member.select().where(Member.id.in_(member_ids)).order_by(Member.id))}
    held = {e.id: e for e in locked(Enrollment.select().where(places).order_by(Enrollment.id))}
    for enrollment in held.values():
        enrollment.member = members[enrollment.member_id]
    if mentor_enrollment_id not in held or mentee_enrollment_id not in held:
        raise NotWaiting
    return held[mentor_enrollment_id], held[mentee_enrollment_id]


def _demand_pairable(program: Program, mentor: Enrollment, mentee: Enrollment, state: str) -> None:
    is_open = mentor.is_mentor and mentor.is_in_play and not mentee.is_mentor and mentee.state == state
    member_ids = {mentor.member_id, mentee.member_id}
    if not is_open or Membership.count_active(program.group_id, member_ids) < len(member_ids):
        raise NotWaiting
    places_free = mentor.capacity - Pair.places_taken(program, mentor.member_id)
    obstacle = Obstacles.among(program, sorted(member_ids)).between(mentee, mentor, places_free)
    if obstacle:
        raise obstacle


def _move(enrollments: tuple[Enrollment, ...], state: str) -> None:
    ids = [enrollment.id for enrollment in enrollments]
    Enrollment.update(state=state, state_changed_at=now()).where(Enrollment.id.in_(ids)).execute()


def _tell(pair: Pair, kind: str) -> None:
    about = pair if kind == "introduced" else None  # a pair that was taken back has no page to lead to
    for member in (pair.mentor, pair.mentee):
        partner = pair.partner_of(member)
        told = {"pair": about, "program": pair.program, "about": partner.id, "partner": str(partner.name)}
        notify(member=member, kind=kind, **told)
