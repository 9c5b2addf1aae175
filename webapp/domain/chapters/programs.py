"""Groups, and one's places in their programs: the answers, the wishes, whom one chose and asked."""

from collections.abc import Iterator

from db.models import (
    Acquaintance,
    Enrollment,
    Group,
    Invitation,
    Member,
    Membership,
    MentorRequest,
    Openness,
    Precedence,
    Program,
    Question,
    Ranking,
    ShownMentor,
    Suspension,
    Wish,
)
from webapp.domain.chapters.chapter import Chapter, Entry, columns


def _groups(member: Member) -> Iterator[Entry]:
    rows = Membership.select(Membership, Group).join(Group).where(Membership.member == member)
    for row in rows.order_by(Membership.id):
        names = ("state", "is_admin", "is_moderator", "created_at", "decided_at")
        yield {"group": row.group.name, **columns(row, *names)}


def _suspensions(member: Member) -> Iterator[Entry]:
    rows = Suspension.select(Suspension, Group).join(Group).where(Suspension.member == member)
    for row in rows.order_by(Suspension.id):
        yield {"group": row.group.name, **columns(row, "created_at", "until", "lifted_at")}


def _invitations(member: Member) -> Iterator[Entry]:
    rows = Invitation.select(Invitation, Group).join(Group).where(Invitation.created_by == member)
    for row in rows.order_by(Invitation.id):
        yield {"group": row.group.name, **columns(row, "email", "created_at", "expires_at", "revoked_at")}


def _acquaintances(member: Member) -> Iterator[Entry]:
    rows = Acquaintance.select(Acquaintance, Group, Member).join(Group).switch(Acquaintance)
    rows = rows.join(Member, on=(Acquaintance.knows == Member.id)).where(Acquaintance.member == member)
    for row in rows.order_by(Acquaintance.id):
        yield {"name": row.knows.name, "group": row.group.name, "created_at": row.created_at}


def _enrollments(member: Member) -> Iterator[Entry]:
    rows = Enrollment.select(Enrollment, Program, Group).join(Program).join(Group)
    for row in rows.where(Enrollment.member == member).order_by(Enrollment.id):
        said = ("topics", "goal", "experience", "languages", "location", "profession", "education", "availability")
        yield {
            "program": row.program.name,
            "group": row.program.group.name,
            **columns(row, "role", "state", "created_at", "submitted_at"),
            **columns(row, *said, "time_zone", "capacity"),
            "working_style": [{"question": key, "answer": value} for key, value in row.working_style.items()],
            "answers": _answers(row),
            "wishes": [{"name": wish.member.name, "kind": wish.kind} for wish in _wishes(row)],
            "choices": [_choice(asked) for asked in MentorRequest.of_mentee(row)],
            "asked_by": [_asking(asked) for asked in _asked_of(row)],
            **_choosing(row),
        }


def _answers(place: Enrollment) -> list[Entry]:
    labels = {str(question.id): question.label for question in Question.of_program(place.program)}
    return [{"question": labels.get(key, key), "answer": words} for key, words in place.answers.items()]


def _wishes(place: Enrollment) -> list[Wish]:
    return list(Wish.select(Wish, Member).join(Member).where(Wish.enrollment == place).order_by(Wish.id))


def _choosing(place: Enrollment) -> Entry:
    agreed = Openness.get_or_none(Openness.enrollment == place)
    precedence = Precedence.get_or_none(Precedence.enrollment == place)
    shown, ranked = ShownMentor.mentors_of(place), Ranking.order_of(place)
    people = Enrollment.select(Enrollment, Member).join(Member, on=(Enrollment.member == Member.id))
    names = {row.id: row.member.first_name for row in people.where(Enrollment.id.in_({*shown, *ranked} or {0}))}
    return {
        "suggested_mentors": [names[number] for number in shown if number in names],
        "ranking": [names[number] for number in ranked if number in names],
        "may_be_found_since": agreed.since if agreed else None,
        "comes_first": bool(precedence and precedence.comes_first),
    }


def _choice(asked: MentorRequest) -> Entry:
    return {"name": asked.mentor.member.first_name, **columns(asked, "state", "created_at", "asked_at", "answered_at")}


def _asked_of(place: Enrollment) -> list[MentorRequest]:
    """What a mentor was asked: a request that waits in a mentee's queue is the mentee's own."""
    asked = (MentorRequest.mentor == place) & MentorRequest.asked_at.is_null(False)
    return list(MentorRequest.with_people().where(asked))


def _asking(asked: MentorRequest) -> Entry:
    return {"name": asked.mentee.member.first_name, **columns(asked, "state", "asked_at", "answered_at")}


CHAPTERS = (
    Chapter("groups", (Membership,), _groups),
    Chapter("suspensions", (Suspension,), _suspensions),
    Chapter("invitations", (Invitation,), _invitations),
    Chapter("programs", (Enrollment, Wish, MentorRequest, Openness, Precedence, ShownMentor, Ranking), _enrollments),
    Chapter("acquaintances", (Acquaintance,), _acquaintances),
)
