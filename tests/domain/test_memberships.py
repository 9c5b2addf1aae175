from datetime import timedelta

import pytest

from db.clock import now
from db.models import Enrollment, Group, Member, Membership, Notification
from tests import people
from tests.concurrently import at_once
from tests.people import Cast
from webapp.domain import memberships
from webapp.domain.errors import AskedTooSoon, LastAdmin, OnlyByInvitation, WrongState


def rule(group: Group, join_rule: str) -> Group:
    Group.update(join_rule=join_rule).where(Group.id == group.id).execute()
    return Group.get_by_id(group.id)


def place_of(cast: Cast, member: Member) -> Membership:
    place = Membership.of(cast.group, member)
    assert place
    return place


def kinds(member: Member) -> list[str]:
    return [told.kind for told in Notification.unread_of(member)]


def later(cast: Cast, member: Member, days: float) -> None:
    place = place_of(cast, member)
    place.decided_at = now() - timedelta(days=days)
    place.save()


def test_charlie_can_join_an_open_group_at_once_and_twice_is_once(cast: Cast) -> None:
    for _ in range(2):
        place, admins = memberships.join(group=cast.group, member=cast.charlie)
        assert place.is_active
        assert admins == []


def test_charlie_can_ask_and_olivia_can_let_him_in(cast: Cast) -> None:
    group = rule(cast.group, "approval")
    place, admins = memberships.join(group=group, member=cast.charlie)
    assert place.state == "requested"
    assert admins == [cast.olivia]
    assert memberships.door(group=group, member=cast.charlie).way == "asked"
    memberships.approve(membership=place, admin=cast.olivia)
    assert place_of(cast, cast.charlie).is_active
    assert kinds(cast.charlie) == ["membership_approved"]
    with pytest.raises(WrongState):
        memberships.decline(membership=place, admin=cast.olivia)


def test_olivia_is_told_once_until_nobody_asks_any_more(cast: Cast) -> None:
    group, dana, emil = rule(cast.group, "approval"), people.member("Dana Verdi"), people.member("Emil Grün")
    assert memberships.join(group=group, member=cast.charlie)[1] == [cast.olivia]
    assert memberships.join(group=group, member=cast.charlie)[1] == []
    assert memberships.join(group=group, member=dana)[1] == []
    assert kinds(cast.olivia) == ["membership_requested"]
    memberships.leave(group=group, member=dana)
    memberships.approve(membership=place_of(cast, cast.charlie), admin=cast.olivia)
    assert kinds(cast.olivia) == []
    assert memberships.join(group=group, member=emil)[1] == [cast.olivia]


def test_charlie_cannot_ask_again_for_a_week_after_a_no(cast: Cast) -> None:
    group = rule(cast.group, "approval")
    place, _ = memberships.join(group=group, member=cast.charlie)
    memberships.decline(membership=place, admin=cast.olivia)
    assert kinds(cast.charlie) == ["membership_declined"]
    later(cast, cast.charlie, 6.9)
    with pytest.raises(AskedTooSoon):
        memberships.join(group=group, member=cast.charlie)
    later(cast, cast.charlie, 7.1)
    assert memberships.join(group=group, member=cast.charlie)[0].state == "requested"


def test_charlie_cannot_join_a_group_by_invitation(cast: Cast) -> None:
    with pytest.raises(OnlyByInvitation):
        memberships.join(group=rule(cast.group, "invitation"), member=cast.charlie)
    assert Membership.of(cast.group, cast.charlie) is None


def test_someone_removed_cannot_come_back_without_an_admin_even_if_the_group_is_open(cast: Cast) -> None:
    memberships.remove(membership=place_of(cast, cast.bob), admin=cast.olivia)
    assert kinds(cast.bob) == ["membership_ended"]
    with pytest.raises(AskedTooSoon):
        memberships.join(group=cast.group, member=cast.bob)
    later(cast, cast.bob, 8)
    for _ in range(3):  # asking, asking again, and taking it back in between: always an admin's to decide
        assert memberships.join(group=cast.group, member=cast.bob)[0].state == "requested"
        assert memberships.join(group=cast.group, member=cast.bob)[0].state == "requested"
        memberships.leave(group=cast.group, member=cast.bob)
    memberships.join(group=cast.group, member=cast.bob)
    memberships.approve(membership=place_of(cast, cast.bob), admin=cast.olivia)
    memberships.leave(group=cast.group, member=cast.bob)
    assert memberships.join(group=cast.group, member=cast.bob)[0].is_active


def test_bob_can_leave_and_only_what_is_not_paired_is_given_up(cast: Cast) -> None:
    elsewhere = people.program(people.group(cast.charlie, "Elsewhere"), steps=1)
    kept = people.enrolled(elsewhere, cast.bob, "mentee")
    given_up = {
        state: people.enrolled(people.program(cast.group, steps=1, name=state), cast.bob, "mentee", state=state)
        for state in ("draft", "requested", "waiting", "paused", "completed")
    }
    departure = memberships.departure(group=cast.group, member=cast.bob)
    assert departure.programs == ["draft", "paused", "requested", "waiting"]
    assert departure.pairs == 1
    memberships.leave(group=cast.group, member=cast.bob)
    now_are = {name: Enrollment.get_by_id(row.id).state for name, row in given_up.items()}
    assert now_are == {
        **dict.fromkeys(("draft", "requested", "waiting", "paused"), "withdrawn"),
        "completed": "completed",
    }
    assert Enrollment.get_by_id(kept.id).state == "waiting"
    assert cast.pair.mentee_enrollment.state == "paired"
    assert Enrollment.of(cast.program, cast.bob).get().state == "paired"
    with pytest.raises(WrongState):
        memberships.leave(group=cast.group, member=cast.bob)


def test_a_mentor_who_left_cannot_be_introduced_to_anybody_new(cast: Cast) -> None:
    Enrollment.update(capacity=3).where(Enrollment.member == cast.alice).execute()
    assert [place.member for place in Enrollment.mentors_in_play(cast.program)] == [cast.alice]
    memberships.leave(group=cast.group, member=cast.alice)
    assert list(Enrollment.mentors_in_play(cast.program)) == []


def test_the_last_admin_cannot_leave_or_be_dismissed(cast: Cast) -> None:
    mine = place_of(cast, cast.olivia)
    gone = people.member("Gone Ago", deactivated_at=now())
    people.join(cast.group, gone, is_admin=True)
    for verb in (
        lambda: memberships.leave(group=cast.group, member=cast.olivia),
        lambda: memberships.remove(membership=mine, admin=cast.olivia),
        lambda: memberships.dismiss(actor=cast.olivia, membership=mine, office="admin"),
    ):
        with pytest.raises(LastAdmin):
            verb()
    memberships.appoint(actor=cast.olivia, membership=place_of(cast, cast.sam), office="admin")
    assert kinds(cast.sam) == ["admin_appointed"]
    memberships.leave(group=cast.group, member=cast.olivia)
    assert not place_of(cast, cast.olivia).is_admin


def test_two_last_admins_cannot_both_go_at_once(cast: Cast) -> None:
    for _ in range(5):
        Membership.update(state="active", is_admin=True).where(
            Membership.member.in_([cast.olivia.id, cast.sam.id])
        ).execute()
        outcomes = at_once(
            lambda: memberships.leave(group=cast.group, member=cast.olivia),
            lambda: memberships.dismiss(actor=cast.olivia, membership=place_of(cast, cast.sam), office="admin"),
        )
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["LastAdmin", "NoneType"]
        assert Membership.admins_of(cast.group).count() == 1


def test_charlie_joining_from_twenty_tabs_at_once_is_in_once(cast: Cast) -> None:
    def join() -> str:
        return str(memberships.join(group=cast.group, member=cast.charlie)[0].state)

    assert at_once(*[join] * 20) == ["active"] * 20
    assert Membership.select().where(Membership.member == cast.charlie).count() == 1


def test_olivia_can_name_a_moderator_and_undo_it(cast: Cast) -> None:
    bob = place_of(cast, cast.bob)
    memberships.appoint(actor=cast.olivia, membership=bob, office="moderator")
    memberships.appoint(actor=cast.olivia, membership=bob, office="moderator")
    assert place_of(cast, cast.bob).is_moderator
    assert kinds(cast.bob) == ["moderator_appointed"]
    memberships.dismiss(actor=cast.olivia, membership=bob, office="moderator")
    assert not place_of(cast, cast.bob).is_moderator
    memberships.leave(group=cast.group, member=cast.bob)
    with pytest.raises(WrongState):
        memberships.appoint(actor=cast.olivia, membership=bob, office="admin")


def test_the_roster_has_admins_first_and_nobody_who_is_gone(cast: Cast) -> None:
    memberships.leave(group=cast.group, member=cast.bob)
    people.join(cast.group, people.member("Aaron Abel", deactivated_at=now()))
    assert [place.member.name for place in memberships.roster(group=cast.group).rows] == [
        "Olivia Neri",
        "Sam Villa",
        "Alice Rossi",
    ]
    assert [place.member.name for place in memberships.roster(group=cast.group, words="ross ali").rows] == [
        "Alice Rossi"
    ]
