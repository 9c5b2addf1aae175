"""The steps of deleting an account. Each may be done twice, and takes a transaction of its own."""

from dataclasses import dataclass
from typing import Any

from db.clock import now
from db.database import writing
from db.models import (
    Absence,
    Acquaintance,
    AnnouncementReader,
    Block,
    Bounce,
    CalendarFeed,
    ClosingAnswer,
    CoordinatorNote,
    CoordinatorWord,
    Dispatch,
    Enrollment,
    Export,
    FitAnswer,
    Group,
    Invitation,
    Link,
    Meeting,
    Member,
    Membership,
    MentorRequest,
    Notification,
    NotificationChoice,
    NotificationHours,
    Nudge,
    NudgeItem,
    Pair,
    PairingRule,
    Passkey,
    Precedence,
    ProfileField,
    Program,
    Pulse,
    PushDismissal,
    PushSubscription,
    RecoveryCode,
    Round,
    Row,
    Session,
    StandIn,
    Tap,
    Testimonial,
    Thanks,
    TotpSecret,
    Wish,
)
from db.models.mentor_request import WAITING
from db.models.pair import UNDER_WAY
from webapp.domain import memberships, notifications, pairs, queues

# What is a member's alone, in the order in which it is deleted.
ALONE: tuple[type[Row], ...] = (
    *(Dispatch, NudgeItem, Nudge, Tap, Notification, NotificationChoice, NotificationHours, Bounce),
    *(PushSubscription, PushDismissal, CalendarFeed, AnnouncementReader, StandIn, Absence, ProfileField),
    *(TotpSecret, RecoveryCode, Passkey, Export, Link, Session),
)
NAMED = ("partner", "mentor", "mentee")  # under which a notification names somebody


@dataclass(frozen=True)
class Closed:
    """A pair that a departure has closed, and whose partner is told."""

    pair: Pair
    partner: Member


def close(pair: Pair, member: Member) -> list[Closed]:
    """Close a pair that is still open: the partner is told that somebody has left, and waits again."""
    with writing():
        fresh = Pair.locked(pair.id)
        if fresh.state not in UNDER_WAY:
            return []
        is_walked = pair.program.is_walked
        pairs.close(fresh, state="ended", by=None, enrollments="waiting" if is_walked else "paused")
        partner = pair.partner_of(member)
        role = pair.role_of(partner)
        if is_walked and role == "mentee" and fresh.mentee_enrollment_id:
            Precedence.put_first(fresh.mentee_enrollment_id)
        if partner.is_gone:
            return []
        notifications.notify(member=partner, kind=f"partner_left_{role}", pair=pair, program=pair.program)
    return [Closed(pair, partner)]


def forget_in_pair(pair: Pair, member: Member) -> None:
    """Remove what else a pair holds of a member: the introduction, which names both; what they said of the pairing."""
    with writing():
        Pair.update(introduction="").where(Pair.id == pair.id).execute()
        for noun in (FitAnswer, Pulse, ClosingAnswer):
            noun.delete().where((noun.pair == pair.id) & (noun.member == member)).execute()
        thanks = Thanks.select(Thanks.id).where(Thanks.pair == pair.id)
        Testimonial.delete().where(Testimonial.thanks.in_(thanks)).execute()  # it is about both
        Thanks.delete().where((Thanks.pair == pair.id) & (Thanks.author == member)).execute()
        CoordinatorNote.delete().where(CoordinatorNote.pair == pair.id).execute()
        Meeting.update(where=None, where_by=None).where(
            (Meeting.pair == pair.id) & (Meeting.where_by == member)
        ).execute()


def leave_queues(member: Member) -> None:
    """Move on the queues of requests in which a member asks or is asked."""
    for program in Program.select().where(Program.id.in_(_programs_asking(member))).order_by(Program.id):
        queues.settle(program=program)


def forget_notices(member: Member) -> None:
    """Remove others' notifications that name a member: those of their pairs, and of programs where they are called so.

    Where two have asked each other to be mentor or mentee everything that names a partner goes, under whatever name.
    """
    called = {str(member.name), str(member.first_name)}
    mine, asked = _pairs_of(member), _asked_with(member)
    query = Notification.select(Notification.id, Notification.member, Notification.pair, Notification.names)
    near = Notification.pair.in_(mine) | Notification.program.in_(_programs_of(member))
    gone = []
    for row in query.where(near & (Notification.member != member)):
        named = {row.names[role] for role in NAMED if role in row.names}
        if named and (row.pair_id in mine or row.member_id in asked or named & called):
            gone.append(row.id)
    for first in range(0, len(gone), 500):
        with writing():
            Notification.delete().where(Notification.id.in_(gone[first : first + 500])).execute()


def clear_rounds(member: Member) -> None:
    """Take a member's answers out of the inputs of every round; a record says from then on that it was cleared."""
    rounds = Round.select(Round.id).where(Round.program.in_(_programs_of(member)) & (Round.state != "discarded"))
    for (round_id,) in list(rounds.tuples()):
        while not _clear_round(round_id, member.id):
            pass  # somebody else who leaves was taken out of it at the same moment


def leave_programs(member: Member) -> None:
    """Delete a member's places with everything that hangs on them, and what others say of whom to be paired with."""
    with writing():
        Enrollment.delete().where(Enrollment.member == member).execute()
        Wish.delete().where(Wish.member == member).execute()
        Acquaintance.delete().where((Acquaintance.member == member) | (Acquaintance.knows == member)).execute()
        PairingRule.delete().where((PairingRule.mentor == member) | (PairingRule.mentee == member)).execute()


def leave_group(place: Membership) -> None:
    """Take a member out of a group. One in which nobody else is goes too, or is closed if pairs still read there."""
    with writing():
        group = memberships.hold(place.group)
        others = (Membership.group == group) & (Membership.member != place.member_id)
        people = Membership.select().join(Member, on=(Membership.member == Member.id)).where(others)
        is_alone = not people.where((Membership.state == "active") & Member.remains()).exists()
        if place.is_active and is_alone and not _is_read_in(group):
            group.delete_instance()
            return
        Membership.delete().where(Membership.id == place.id).execute()
        if place.is_active and is_alone:
            Group.update(join_rule="invitation").where(Group.id == group.id).execute()
            Invitation.delete().where(Invitation.group == group).execute()
            Membership.delete().where(others & (Membership.state == "requested")).execute()
            Program.update(state="archived").where(Program.group == group).execute()


def forget(member: Member) -> None:
    """Delete everything that is a member's alone, and leave a row without name or address that others' rows refer to.

    Must be called inside `writing()`.
    """
    for noun in ALONE:
        noun.delete().where(noun.member == member).execute()
    CoordinatorNote.delete().where(CoordinatorNote.author == member).execute()
    told = CoordinatorWord.select(CoordinatorWord.notification).where(CoordinatorWord.author == member)
    Notification.delete().where(Notification.id.in_(told)).execute()  # it names its author
    CoordinatorWord.delete().where((CoordinatorWord.author == member) | (CoordinatorWord.member == member)).execute()
    of_them = Dispatch.about == member
    Dispatch.update(about=None).where(of_them & (Dispatch.topic == "announcements")).execute()  # the program's words
    Dispatch.delete().where(of_them).execute()
    Block.delete().where((Block.blocker == member) | (Block.blocked == member)).execute()
    Invitation.delete().where(Invitation.email == member.email).execute()
    columns: dict[str, Any] = {"name": "", "email": f"gone:{member.id}", "email_verified_at": None}
    columns |= {"language": "en", "time_zone": "UTC", "is_host": False, "password_hash": ""}
    Member.update(**columns, deactivated_at=now()).where(Member.id == member.id).execute()


def _clear_round(round_id: int, member_id: int) -> bool:
    """Take a member out of one round; False if its inputs were changed in between."""
    from webapp.domain.matching import pool as pools

    found = Round.get_by_id(round_id)
    pool = pools.unpack(found.inputs)
    rest = pools.without(pool, member_id)
    if rest == pool:
        return True
    packed = pools.pack(rest)
    with writing():
        fresh = Round.locked(round_id)
        if fresh.inputs != found.inputs:
            return False
        figures = {**fresh.figures, "cleared": fresh.figures.get("cleared", 0) + 1}
        Round.update(inputs=packed, figures=figures, version=Round.version + 1).where(Round.id == round_id).execute()
    return True


def _pairs_of(member: Member) -> set[int]:
    rows = Pair.select(Pair.id).where((Pair.mentor == member) | (Pair.mentee == member))
    return {pair_id for (pair_id,) in rows.tuples()}


def _programs_of(member: Member) -> list[int]:
    enrolled = Enrollment.select(Enrollment.program).where(Enrollment.member == member)
    introduced = Pair.select(Pair.program).where((Pair.mentor == member) | (Pair.mentee == member))
    return sorted({program_id for (program_id,) in (*enrolled.tuples(), *introduced.tuples())})


def _requests_of(member: Member) -> Any:
    mine = Enrollment.select(Enrollment.id).where(Enrollment.member == member)
    return MentorRequest.with_people().where(MentorRequest.mentee.in_(mine) | MentorRequest.mentor.in_(mine))


def _programs_asking(member: Member) -> list[int]:
    waiting = _requests_of(member).where(MentorRequest.state.in_(WAITING))
    return sorted({request.mentee.program_id for request in waiting})


def _asked_with(member: Member) -> set[int]:
    """Those whom a member has ever asked, and who have asked them."""
    return {person for r in _requests_of(member) for person in (r.mentee.member_id, r.mentor.member_id)} - {member.id}


def _is_read_in(group: Group) -> bool:
    """Whether somebody who is still here was ever introduced in a group: what they wrote is theirs, not the group's."""
    here = Member.select(Member.id).where(Member.remains())
    query = Pair.select(Pair.id).join(Program, on=(Pair.program == Program.id)).where(Program.group == group)
    return bool(query.where(Pair.mentor.in_(here) | Pair.mentee.in_(here)).exists())
