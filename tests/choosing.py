"""A program whose mentees choose: mentors who have agreed to be seen, mentees who wait."""

from datetime import timedelta
from typing import Any

from db.clock import now
from db.models import (
    Enrollment,
    Member,
    MentorRequest,
    Notification,
    Openness,
    Pair,
    PairingPolicy,
    Ranking,
    ShownMentor,
)
from tests import people
from tests.people import Cast
from webapp.domain import requests


def by(cast: Cast, choosing: str) -> None:
    """Let the mentees of the program choose in this way."""
    PairingPolicy.insert(program=cast.program, choosing=choosing, weights={}).on_conflict(
        conflict_target=[PairingPolicy.program], update={PairingPolicy.choosing: choosing}
    ).execute()


def mentor(cast: Cast, name: str, **columns: Any) -> Enrollment:
    """A mentor who waits and has agreed to be seen by mentees who choose."""
    place = people.enrolled(cast.program, people.member(name), "mentor", **columns)
    Openness.agree(place)
    return place


def mentee(cast: Cast, name: str, *wanted: Enrollment, **columns: Any) -> Enrollment:
    """A mentee who waits and has put these mentors in order."""
    place = people.enrolled(cast.program, people.member(name), "mentee", **columns)
    for number, one in enumerate(wanted, 1):
        ShownMentor.create(mentee=place, mentor=one)
        Ranking.create(mentee=place, mentor=one, place=number)
    return place


def ask(mentee: Enrollment) -> list[Notification]:
    return requests.ask(enrollment=mentee, actor=mentee.member)


def accept(request: MentorRequest, actor: Member | None = None) -> tuple[Pair, list[Notification]]:
    return requests.accept(request=fresh(request), actor=actor or request.mentor.member, introduction="Meet.")


def decline(request: MentorRequest) -> list[Notification]:
    return requests.decline(request=fresh(request), actor=request.mentor.member)


def fresh(request: MentorRequest) -> MentorRequest:
    found: MentorRequest = MentorRequest.with_people().where(MentorRequest.id == request.id).get()
    return found


def of(mentee: Enrollment) -> list[MentorRequest]:
    return list(MentorRequest.of_mentee(mentee))


def states(mentee: Enrollment) -> list[str]:
    return [row.state for row in of(mentee)]


def run_out(mentee: Enrollment) -> None:
    MentorRequest.update(expires_at=now() - timedelta(seconds=1)).where(
        (MentorRequest.mentee == mentee) & (MentorRequest.state == "asked")
    ).execute()


def kinds_of(told: list[Notification]) -> list[tuple[str, str, str]]:
    return [(each.kind, each.member.first_name, each.names["partner"]) for each in told]


def told(member: Member) -> list[str]:
    return [row.kind for row in Notification.select().where(Notification.member == member).order_by(Notification.id)]
