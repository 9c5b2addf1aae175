"""Mentees' queues of requests: one mentor is asked at a time, for three days; then the next one, by nobody's hand.

Every verb that changes a request holds the program's row first, then the members of all its queues in the order of
their ids, as `pairing.introduce` does: so an answer, the end of the three days and an introduction follow one another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from db.clock import now
from db.database import locked, writing
from db.models import Enrollment, Member, MentorRequest, Notification, PairingPolicy, Program
from db.models.mentor_request import WAITING
from webapp.domain.eligibility import Eligibility
from webapp.domain.notifications import notify

ANSWER_WITHIN = timedelta(days=3)
ASKED = "mentor_asked"  # a kind of notification; its names carry the request's id


@dataclass(frozen=True)
class Queue:
    """A mentee's requests that are not over, in their order; with those that have just been declined."""

    mentee: Enrollment
    requests: list[MentorRequest]

    @property
    def asked(self) -> MentorRequest | None:
        """The one that a mentor may answer now."""
        return next((request for request in self.requests if request.is_asked), None)


@dataclass(frozen=True)
class Queues:
    """All the queues of a program, and who could be introduced to whom."""

    program: Program
    queues: list[Queue]
    eligibility: Eligibility
    is_asking: bool  # whether mentees of the program may ask now

    def request(self, request_id: int) -> MentorRequest | None:
        """One of the requests."""
        found = (request for queue in self.queues for request in queue.requests)
        return next((request for request in found if request.id == request_id), None)

    def stands(self, queue: Queue) -> bool:
        """Whether the queue may stay as it is: somebody is asked who could still say yes."""
        asked = queue.asked
        return self.is_asking and asked is not None and self.eligibility.allows(queue.mentee, asked.mentor)


def settle(*, program: Program) -> list[Notification]:
    """Move every queue of a program on that is due: the three days have run out, a mentor is full, somebody has left.

    Doing it twice, or from two processes, is the same as once. Returns what was told.
    """
    found = _read(program)
    if all(found.stands(queue) for queue in found.queues):
        return []
    with writing():
        return move_on(hold(program))


def hold(program: Program) -> Queues:
    """The program's queues, held until the transaction ends. Must be called inside `writing()`."""
    fresh, member_ids = Program.locked(program.id), set()
    for request in MentorRequest.waiting_in(program):
        member_ids |= {request.mentee.member_id, request.mentor.member_id}
    list(locked(Member.select(Member.id).where(Member.id.in_(sorted(member_ids))).order_by(Member.id)))
    return _read(fresh)


def move_on(held: Queues) -> list[Notification]:
    """Ask the next one in every queue that cannot stay as it is, and end those in which nobody is left."""
    told = []
    for queue in held.queues:
        if not held.stands(queue):
            told += _advance(held, queue)
    return told


def begin(held: Queues, mentee: Enrollment) -> list[Notification]:
    """Ask the first of a queue that was just made. Returns nothing where none of them can be asked any more."""
    queue = next(queue for queue in held.queues if queue.mentee.id == mentee.id)
    return _advance(held, queue, is_new=True)


def forget(request: MentorRequest) -> bool:
    """Take back what told the mentor that they are asked, if they have not read it; whether that was so."""
    unread = Notification.select().where(
        (Notification.member == request.mentor.member_id)
        & (Notification.kind == ASKED)
        & (Notification.program == request.mentee.program_id)
        & Notification.read_at.is_null()
    )
    ids = [row.id for row in unread if row.names.get("request") == str(request.id)]
    return bool(ids) and bool(Notification.delete().where(Notification.id.in_(ids)).execute())


def end(*, mentee: Enrollment) -> None:
    """End what a mentee has asked: they have been introduced, or ask no more. The program must be held."""
    for request in MentorRequest.with_people().where(
        (MentorRequest.mentee == mentee) & MentorRequest.state.in_(WAITING)
    ):
        _close(request, "withdrawn", is_told=True)


def cut(one_id: int, other_id: int) -> None:
    """Let what either of two members asks the other run out now; their rows must be held, as `block` does."""
    for request in MentorRequest.between(one_id, other_id):
        MentorRequest.update(expires_at=now()).where(
            (MentorRequest.id == request.id) & (MentorRequest.state == "asked")
        ).execute()
        forget(request)


def _read(program: Program) -> Queues:
    requests = list(MentorRequest.waiting_in(program))
    queues = [Queue(rows[0].mentee, rows) for rows in _by_mentee(requests)]
    places = [place for request in requests for place in (request.mentee, request.mentor)]
    choosing = PairingPolicy.of(program).choosing
    return Queues(program, queues, Eligibility.among(program, places), program.is_walked and choosing == "asking")


def _by_mentee(requests: list[MentorRequest]) -> Iterable[list[MentorRequest]]:
    return (list(rows) for _, rows in groupby(requests, key=lambda request: request.mentee_id))


def _advance(held: Queues, queue: Queue, *, is_new: bool = False) -> list[Notification]:
    waits, following = held.eligibility.waits(queue.mentee), None
    for request in queue.requests:
        can_be_asked = request.state == "queued" and held.is_asking
        if can_be_asked and held.eligibility.allows(queue.mentee, request.mentor):
            following = request
            break
        if request.state in WAITING:
            _close(request, "expired" if request.has_run_out else "withdrawn", is_told=not waits)
    told = [_ask(held.program, following)] if following else []
    if waits and not is_new:
        told.append(_tell_mentee(held.program, queue.mentee, following))
    return told


def _ask(program: Program, request: MentorRequest) -> Notification:
    moment = now()
    request.state, request.asked_at, request.expires_at = "asked", moment, moment + ANSWER_WITHIN
    request.save(only=["state", "asked_at", "expires_at"])
    mentee, mentor = request.mentee, request.mentor
    name = mentee.member.first_name
    about = {"partner": name, "request": str(request.id), "enrollment": str(mentor.id)}
    return notify(member=mentor.member, kind=ASKED, program=program, about=mentee.member_id, **about)


def _tell_mentee(program: Program, mentee: Enrollment, following: MentorRequest | None) -> Notification:
    other = following.mentor.member if following else None
    name = other.first_name if other else ""
    kind = "request_moved_on" if following else "requests_over"
    return notify(
        member=mentee.member,
        kind=kind,
        program=program,
        about=other.id if other else None,
        partner=name,
        enrollment=str(mentee.id),
    )


def _close(request: MentorRequest, state: str, *, is_told: bool) -> None:
    """End a request; with `is_told` a mentor who has seen it hears that no answer is needed any more."""
    was_asked = request.state == "asked"
    request.state, request.answered_at = state, now()
    request.save(only=["state", "answered_at"])
    if was_asked and not forget(request) and is_told:
        mentee, program = request.mentee.member, request.mentee.program
        told = {"program": program, "about": mentee.id, "partner": mentee.first_name}
        notify(member=request.mentor.member, kind="request_ended", **told)
