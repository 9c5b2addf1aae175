"""Another group beside the world's, with one of every noun: what mixed ids are taken from."""

from datetime import date, timedelta
from typing import Any

from db.clock import now
from db.models import (
    Absence,
    Member,
    Membership,
    MentorRequest,
    Notification,
    Pair,
    PairingRule,
    Question,
    Renewal,
    Round,
    Session,
    StandIn,
    Step,
    Suggestion,
    Testimonial,
    Thanks,
)
from tests import people
from tests.people import Cast
from webapp.domain import accounts, chat, coordinator_notes, invitations, progress
from webapp.domain.matching import pool as pools
from webapp.domain.matching.pool import Person, Pool
from webapp.domain.meetings import planning

DAY = timedelta(days=1)
STEPS = 12  # more than the world's path has, so that a step's number can be theirs alone
MESSAGES = 30  # so many more than the world's pair wrote that a seq can be theirs alone


def sibling(cast: Cast) -> dict[str, Any]:
    """A group of the same people: Olivia runs it as well, Alice mentors Bob there as well."""
    return _ids("Sibling", cast.olivia, cast.alice, cast.bob, cast.charlie)


def foreign() -> dict[str, Any]:
    """A group of four others, in which nobody of the cast is."""
    return _ids("Foreign", *(people.member(f"{name} Foreign") for name in ("Fanny", "Fiona", "Felix", "Fritz")))


def _ids(name: str, admin: Member, mentor: Member, mentee: Member, guest: Member) -> dict[str, Any]:
    """One of everything, by the name that addresses give it."""
    group = people.group(admin, f"{name} group", join_rule="invitation")
    program = people.program(group, steps=STEPS)
    pair = _written(name, people.introduced(program, mentor, mentee))
    accounts.open_session(mentee, device="twin")
    people.join(group, guest, state="requested")
    waiting = people.enrolled(program, people.member(f"{name}guest"), "mentee")
    request = MentorRequest.create(mentee=waiting, mentor=pair.mentor_enrollment, place=1, asked_at=pair.introduced_at)
    return {
        "pair_id": pair.id,
        "seq": MESSAGES,
        "number": STEPS,
        "program_id": program.id,
        "slug": group.slug,
        "member_id": waiting.member_id,
        "enrollment_id": waiting.id,
        "membership_id": Membership.of(group, mentee).id,
        "invitation_id": _invitation(group, admin),
        "session_id": Session.get(Session.device == "twin").id,
        "request_id": request.id,
        "rule_id": PairingRule.create(program=program, mentor=mentor, mentee=guest, kind="never").id,
        "question_id": Question.create(program=program, role="mentee", position=1, label=f"{name}?").id,
        **_notes(name, pair, admin),
        "step_id": Step.get((Step.program == program) & (Step.position == STEPS)).id,
        **_round(program, pair),
        **_closing(program, pair),
        **_weekly(pair, mentee),
    }


def _weekly(pair: Any, mentee: Member) -> dict[str, int]:
    return {"notification_id": Notification.create(member=mentee, kind="pair_completed", pair=pair).id}


def _written(name: str, pair: Any) -> Any:
    """The two have taken turns."""
    for number in range(MESSAGES):
        author = (pair.mentee, pair.mentor)[number % 2]
        chat.post_message(pair=pair, author=author, body=f"{name} {number}", client_id=f"{name}-{number}")
    return pair


def _closing(program: Any, pair: Any) -> dict[str, int]:
    """Thanks that are shown, and a proposal to go on, as if they were at the end."""
    thanks = Thanks.create(uid="0", pair=pair, author=pair.mentee, body=None)
    shown = Testimonial.create(
        thanks=thanks, program=program, body="x", asked_by=pair.mentee, agreed_at=pair.introduced_at
    )
    renewal = Renewal.create(pair=pair, asked_by=pair.mentee, weeks=2)
    return {"thanks_id": thanks.id, "testimonial_id": shown.id, "renewal_id": renewal.id}


def _notes(name: str, pair: Pair, admin: Member) -> dict[str, int]:
    """The mentee's on a step, and the admin's own of the pair."""
    step = progress.path_of(pair).steps[0].step
    kept = coordinator_notes.add(program=pair.program, pair_id=pair.id, author=admin, body=name)
    return {
        "note_id": progress.add_note(pair=pair, author=pair.mentee, step=step, body=name).id,
        "coordinator_note_id": kept.id,
    }


def _invitation(group: Any, admin: Member) -> int:
    invitations.make_mails(group=group, admin=admin, emails=["twin@example.org"])
    return int(group.invitations.get().id)


def _round(program: Any, pair: Any) -> dict[str, int]:
    """A draft that suggests what is so already; and a meeting that the mentor proposes."""
    mentee, mentor = pair.mentee_enrollment, pair.mentor_enrollment
    pool = Pool((Person(mentee.id, pair.mentee_id),), (Person(mentor.id, pair.mentor_id),), weights={"topics": 5.0})
    figures = {"mentees": 1, "mentors": 1, "places": 1, "placed": 1, "total": 1.0}
    made = Round.create(program=program, inputs=pools.pack(pool), figures=figures)
    suggestion = Suggestion.create(round=made, mentee=mentee, state="open", mentor=mentor, proposed=mentor, score=0.5)
    meeting = planning.propose(pair=pair, actor=pair.mentor, times=[now() + DAY], minutes=30)
    hers = Absence.create(member=pair.mentor, begins_on=date(2080, 1, 1), until=date(2080, 2, 1))
    stood = StandIn.create(absence=hers, pair=pair, member=pair.program.group.created_by)
    return {"meeting_id": meeting.id, "stand_in_id": stood.id, "round_id": made.id, "suggestion_id": suggestion.id}
