"""Kept out of a group for a while: what rests meanwhile, and what comes back."""

from datetime import timedelta

import pytest

from db.clock import now
from db.models import AuditEntry, Enrollment, Group, Member, Membership, Notification, Pair, Suspension
from tests import people
from tests.people import Cast
from webapp.domain import chat, invitations, memberships, pairing, pairs, safety, suspensions
from webapp.domain import people as known
from webapp.domain.errors import LastAdmin, LinkIsSpent, NotWaiting, PairIsClosed, WrongState


def suspend_alice(cast: Cast, days: int | None = 7) -> list[int]:
    until = now() + timedelta(days=days) if days is not None else None
    return suspensions.suspend(group=cast.group, member=cast.alice, by=cast.sam, report=None, until=until)


def state_of(pair: Pair) -> str:
    return str(Pair.get_by_id(pair.id).state)


def place_of(member: Member, group: Group) -> str:
    place = Membership.of(group, member)
    assert place
    return str(place.state)


def actions() -> list[str]:
    entries = AuditEntry.select().where(AuditEntry.action.startswith("suspension")).order_by(AuditEntry.position)
    return [entry.action for entry in entries]


def test_sam_can_keep_alice_out_and_nobody_writes_meanwhile(cast: Cast) -> None:
    assert suspend_alice(cast) == [cast.pair.id]
    assert state_of(cast.pair) == "suspended"
    for author in (cast.alice, cast.bob):
        with pytest.raises(PairIsClosed):
            chat.post_message(pair=cast.pair, author=author, body="Hello", client_id="1")
    assert Group.of_member(cast.alice).count() == 0
    assert Group.findable_by(cast.alice).count() == 0
    assert suspend_alice(cast) == []
    assert actions() == ["suspension.made", "suspension.made"]  # the second has a later end
    assert AuditEntry.get().group_id is None


def test_alice_cannot_come_back_through_any_door(cast: Cast) -> None:
    suspend_alice(cast)
    with pytest.raises(WrongState):
        memberships.join(group=cast.group, member=cast.alice)
    token = invitations.make_link(group=cast.group, admin=cast.olivia, uses=1, days=7)
    with pytest.raises(LinkIsSpent):
        invitations.accept(token=token, member=cast.alice)
    assert place_of(cast.alice, cast.group) == "suspended"


def test_alice_cannot_be_introduced_meanwhile(cast: Cast, dana: Member) -> None:
    Enrollment.update(capacity=2).where(Enrollment.id == cast.pair.mentor_enrollment_id).execute()
    place = people.enrolled(cast.program, dana, "mentee")
    suspend_alice(cast)
    assert not [row for row in Enrollment.mentors_in_play(cast.program) if row.member_id == cast.alice.id]
    assert not [row for row in Enrollment.submitted(cast.program) if row.member_id == cast.alice.id]
    with pytest.raises(NotWaiting):
        pairing.introduce(
            by=cast.olivia,
            program=cast.program,
            mentor_enrollment_id=cast.pair.mentor_enrollment_id,
            mentee_enrollment_id=place.id,
            introduction="",
        )
    assert known.known_to(dana, cast.alice.id) is None


@pytest.mark.parametrize("was", ["active", "paused"])
def test_what_rested_comes_back_as_it_was(cast: Cast, was: str) -> None:
    if was == "paused":
        pairs.pause(pair=cast.pair, member=cast.bob)
    suspend_alice(cast)
    lifted = suspensions.lift(group=cast.group, member=cast.alice, by=cast.sam, report=None)
    assert lifted == [cast.pair.id]
    assert (state_of(cast.pair), place_of(cast.alice, cast.group)) == (was, "active")
    assert suspensions.lift(group=cast.group, member=cast.alice, by=cast.sam, report=None) == []
    assert actions() == ["suspension.made", "suspension.lifted"]


@pytest.mark.parametrize("how", ["ended", "blocked"])
def test_what_was_ended_or_blocked_meanwhile_stays_so(cast: Cast, how: str) -> None:
    suspend_alice(cast)
    if how == "ended":
        pairs.end(pair=cast.pair, member=cast.bob)
    else:
        assert safety.block(blocker=cast.bob, blocked=cast.alice) == [cast.pair.id]
    assert suspensions.lift(group=cast.group, member=cast.alice, by=cast.sam, report=None) == []
    assert state_of(cast.pair) == "ended"


def test_a_pair_of_two_who_are_kept_out_waits_for_both(cast: Cast) -> None:
    suspend_alice(cast)
    suspensions.suspend(group=cast.group, member=cast.bob, by=cast.sam, report=None, until=None)
    assert suspensions.lift(group=cast.group, member=cast.alice, by=cast.sam, report=None) == []
    assert state_of(cast.pair) == "suspended"
    assert suspensions.lift(group=cast.group, member=cast.bob, by=cast.sam, report=None) == [cast.pair.id]
    assert state_of(cast.pair) == "active"


def test_a_time_that_is_over_ends_it_once(cast: Cast) -> None:
    suspend_alice(cast)
    assert suspensions.over() == []
    Suspension.update(until=now() - timedelta(minutes=1)).execute()
    assert suspensions.over() == [cast.pair.id]
    assert suspensions.over() == []
    assert state_of(cast.pair) == "active"
    assert AuditEntry.get(AuditEntry.action == "suspension.lifted").actor_id is None


def test_one_without_an_end_does_not_end_by_itself(cast: Cast) -> None:
    suspend_alice(cast, days=None)
    assert suspensions.over() == []
    assert state_of(cast.pair) == "suspended"


def test_the_last_admin_and_charlie_cannot_be_kept_out(cast: Cast) -> None:
    with pytest.raises(LastAdmin):
        suspensions.suspend(group=cast.group, member=cast.olivia, by=cast.sam, report=None, until=None)
    with pytest.raises(WrongState):
        suspensions.suspend(group=cast.group, member=cast.charlie, by=cast.sam, report=None, until=None)


def test_an_admin_who_is_kept_out_does_not_count_as_one_and_is_one_again(cast: Cast) -> None:
    Membership.update(is_admin=True).where(Membership.member == cast.alice).execute()
    suspend_alice(cast)
    with pytest.raises(LastAdmin):
        memberships.leave(group=cast.group, member=cast.olivia)
    suspensions.lift(group=cast.group, member=cast.alice, by=cast.sam, report=None)
    assert cast.alice in Membership.admins_of(cast.group)


def test_a_removal_ends_the_pairs_neutrally_and_can_be_undone(cast: Cast) -> None:
    suspend_alice(cast)
    assert suspensions.remove(group=cast.group, member=cast.alice, by=cast.sam) == [cast.pair.id]
    assert state_of(cast.pair) == "ended"
    assert Pair.get_by_id(cast.pair.id).closed_by_id is None
    assert [note.kind for note in Notification.select().where(Notification.member == cast.bob)] == ["pair_ended"]
    suspensions.lift(group=cast.group, member=cast.alice, by=cast.sam, report=None)
    assert place_of(cast.alice, cast.group) == "removed"
    suspensions.reinstate(group=cast.group, member=cast.alice)
    assert (place_of(cast.alice, cast.group), state_of(cast.pair)) == ("active", "ended")
