"""A mentee asks up to three mentors, one after the other; whoever says yes first is their mentor. See `queues`."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from db.clock import now
from db.database import writing
from db.models import Block, Enrollment, Member, MentorRequest, Notification, Pair, PairingPolicy, Program, Ranking
from webapp.domain import pairing, queues
from webapp.domain.eligibility import Eligibility
from webapp.domain.errors import NobodyToAsk, NotYours, ProgramIsClosed, RequestIsOver, WrongState

ONCE = ("declined", "expired", "accepted")  # whoever has had their say is not asked again by the same mentee


def ask(*, enrollment: Enrollment, actor: Member) -> list[Notification]:
    """Ask the mentors whom a mentee has put in order, the first one at once; returns what was told.

    Doing it twice is the same as once. Raises NotYours, WrongState (who does not wait), ProgramIsClosed (where mentees
    do not ask), NobodyToAsk.
    """
    with writing():
        program = Program.locked(enrollment.program_id)
        mentee = _own(enrollment, actor)
        if mentee.state != "waiting":
            raise WrongState
        if mentee.id in MentorRequest.asking_in(program):
            return []
        gone = had_their_say(mentee)
        chosen = [mentor for mentor in Ranking.order_of(mentee) if mentor not in gone]
        for place, mentor in enumerate(chosen, 1):
            MentorRequest.create(mentee=mentee, mentor=mentor, place=place)
        held = queues.hold(program)
        if not held.is_asking:
            raise ProgramIsClosed
        told = queues.begin(held, mentee) if chosen else []
        if not told:
            raise NobodyToAsk
    return told


def take_back(*, enrollment: Enrollment, actor: Member) -> None:
    """Ask no longer. Raises NotYours."""
    with writing():
        Program.locked(enrollment.program_id)
        queues.end(mentee=_own(enrollment, actor))


def accept(*, request: MentorRequest, actor: Member, introduction: str) -> tuple[Pair, list[Notification]]:
    """Say yes: the two are introduced at once, and whatever else that ends or moves on does so in the same moment.

    The other's requests to a mentor who is full now go on to the next. Saying yes twice is the same as once. Returns
    the pair and what was told besides the introduction. Raises NotYours, RequestIsOver, and what
    `pairing.introduce` raises.
    """
    program = request.mentee.program
    with writing():
        held = queues.hold(program)
        pair = _accepted(request, actor)
        if pair:
            return pair, []
        row = _open(held, request, actor)
        _answer(row, "accepted")
        pair = pairing.introduce(
            by=row.mentee.member,
            program=program,
            mentor_enrollment_id=row.mentor_id,
            mentee_enrollment_id=row.mentee_id,
            introduction=introduction,
        )
        return pair, queues.move_on(queues.hold(program))


def decline(*, request: MentorRequest, actor: Member) -> list[Notification]:
    """Say no, without a reason: the next one is asked. Returns what was told. Raises NotYours, RequestIsOver."""
    with writing():
        held = queues.hold(request.mentee.program)
        row = _open(held, request, actor)
        _answer(row, "declined")
        return queues.move_on(held)


def open_to(mentors: Iterable[Enrollment]) -> list[MentorRequest]:
    """What these mentors can answer now, with people, the one that runs out first on top."""
    asked = list(MentorRequest.asked_of(list(mentors)))
    by_program = sorted(asked, key=lambda request: request.mentor.program_id)
    standing = set()
    for program_id, rows in groupby(by_program, key=lambda request: request.mentor.program_id):
        standing |= _standing(Program.get_by_id(program_id), list(rows))
    return [request for request in asked if request.id in standing]


def made_by(mentee: Enrollment) -> list[MentorRequest]:
    """What a mentee has asked and still asks, the oldest first; without those whom they have blocked since."""
    rows = list(MentorRequest.of_mentee(mentee))
    hidden = {row.blocked_id for row in Block.by(mentee.member_id)}
    return [row for row in rows if row.mentor.member_id not in hidden and row.state != "withdrawn"]


def had_their_say(mentee: Enrollment) -> set[int]:
    """The enrollments of the mentors whom a mentee has asked and who have answered, or let the time run out."""
    return {row.mentor_id for row in MentorRequest.of_mentee(mentee) if row.state in ONCE}


def _standing(program: Program, requests: list[MentorRequest]) -> set[int]:
    if not program.is_walked or PairingPolicy.of(program).choosing != "asking":
        return set()
    found = Eligibility.among(program, [place for row in requests for place in (row.mentee, row.mentor)])
    return {row.id for row in requests if found.allows(row.mentee, row.mentor)}


def _own(enrollment: Enrollment, actor: Member) -> Enrollment:
    """The enrollment as it is now. Not locked: `block` takes members' rows before enrollments', as `hold` does."""
    fresh: Enrollment = Enrollment.get_by_id(enrollment.id)
    if fresh.member_id != actor.id:
        raise NotYours
    return fresh


def _open(held: queues.Queues, request: MentorRequest, actor: Member) -> MentorRequest:
    row = held.request(request.id)
    if request.mentor.member_id != actor.id:
        raise NotYours
    if row is None or not row.is_asked or not held.is_asking or not held.eligibility.allows(row.mentee, row.mentor):
        raise RequestIsOver
    return row


def _accepted(request: MentorRequest, actor: Member) -> Pair | None:
    """The pair that came of a request to this mentor, if they have said yes already."""
    fresh = MentorRequest.get_by_id(request.id)
    if fresh.state != "accepted" or request.mentor.member_id != actor.id:
        return None
    return Pair.of_two(request.mentor, request.mentee)


def _answer(row: MentorRequest, state: str) -> None:
    row.state, row.answered_at = state, now()
    row.save(only=["state", "answered_at"])
    queues.forget(row)
