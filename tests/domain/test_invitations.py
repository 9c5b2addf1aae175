from datetime import timedelta
from functools import partial

import pytest

from db.clock import now
from db.models import Block, Group, Invitation, Membership
from tests import people
from tests.concurrently import at_once
from tests.people import Cast
from webapp.domain import invitations, memberships
from webapp.domain.errors import InvitationIsOlder, LinkIsSpent


@pytest.fixture
def closed(cast: Cast) -> Group:
    Group.update(join_rule="invitation").execute()
    return Group.get_by_id(cast.group.id)


def link(cast: Cast, uses: int = 1, days: int = 7) -> str:
    return invitations.make_link(group=cast.group, admin=cast.olivia, uses=uses, days=days)


def test_charlie_can_use_an_invitation_whatever_the_join_rule(cast: Cast, closed: Group) -> None:
    token = link(cast, uses=10)
    assert invitations.accept(token=token, member=cast.charlie) == cast.group
    assert invitations.accept(token=token, member=cast.charlie) == cast.group
    assert Invitation.get().uses_left == 9
    assert token not in str(Invitation.select().dicts().get())


def test_nobody_can_use_what_is_used_up_expired_or_taken_back(cast: Cast, closed: Group) -> None:
    dana = people.member("Dana Verdi")
    used, expired, revoked = link(cast), link(cast), link(cast)
    invitations.accept(token=used, member=dana)
    second, third = Invitation.select().where(Invitation.uses_left > 0).order_by(Invitation.id)
    Invitation.update(expires_at=now() - timedelta(seconds=1)).where(Invitation.id == second.id).execute()
    invitations.revoke(actor=cast.olivia, invitation=third)
    for token in (used, expired, revoked, "never was"):
        with pytest.raises(LinkIsSpent):
            invitations.accept(token=token, member=cast.charlie)
    assert Membership.of(cast.group, cast.charlie) is None
    assert invitations.open_of(group=cast.group).total == 0


def test_a_used_link_leads_only_its_member_home(cast: Cast) -> None:
    token = link(cast)
    invitations.accept(token=token, member=cast.charlie)
    assert invitations.accept(token=token, member=cast.charlie) == cast.group
    assert invitations.group_joined_by(token=token, member=cast.charlie) == cast.group
    assert invitations.group_joined_by(token=token, member=people.member("Dana Verdi")) is None
    assert invitations.group_joined_by(token="never was", member=cast.charlie) is None


def test_of_twenty_who_try_for_the_last_use_exactly_one_gets_in(cast: Cast, closed: Group) -> None:
    crowd = [people.member(f"Crowd{number} Member") for number in range(20)]
    for uses in (1, 3):
        Membership.delete().where(Membership.member.in_(crowd)).execute()
        token = link(cast, uses=uses)
        outcomes = at_once(*[partial(invitations.accept, token=token, member=who) for who in crowd])
        assert outcomes.count(cast.group) == uses
        assert [type(outcome) for outcome in outcomes].count(LinkIsSpent) == 20 - uses
        assert Membership.select().where(Membership.member.in_(crowd)).count() == uses
        assert Invitation.select().order_by(Invitation.id.desc()).get().uses_left == 0


def test_charlie_in_two_tabs_uses_an_invitation_once(cast: Cast) -> None:
    token = link(cast, uses=10)
    assert at_once(*[lambda: invitations.accept(token=token, member=cast.charlie)] * 10) == [cast.group] * 10
    assert Invitation.get().uses_left == 9


def test_an_invitation_lets_in_who_asked_already(cast: Cast) -> None:
    Group.update(join_rule="approval").execute()
    memberships.join(group=cast.group, member=cast.charlie)
    invitations.accept(token=link(cast), member=cast.charlie)
    assert memberships.requests(group=cast.group).total == 0


def test_someone_removed_cannot_use_an_older_invitation_but_a_newer_one(cast: Cast) -> None:
    older = link(cast, uses=10)
    bob = Membership.of(cast.group, cast.bob)
    assert bob
    memberships.remove(membership=bob, admin=cast.olivia)
    with pytest.raises(InvitationIsOlder):
        invitations.accept(token=older, member=cast.bob)
    assert Invitation.get().uses_left == 10
    invitations.accept(token=link(cast), member=cast.bob)
    memberships.leave(group=cast.group, member=cast.bob)
    invitations.accept(token=older, member=cast.bob)


def test_a_second_mail_to_an_address_replaces_the_first(cast: Cast, closed: Group) -> None:
    def invite(*emails: str) -> list[tuple[str, str]]:
        return invitations.make_mails(group=cast.group, admin=cast.olivia, emails=list(emails))

    (first,) = invite("Dana@example.org")
    both = invite("dana@example.org", "DANA@example.org ", "emil@example.org")
    assert [email for email, _ in both] == ["dana@example.org", "emil@example.org"]
    assert invitations.open_of(group=cast.group).total == 2
    with pytest.raises(LinkIsSpent):
        invitations.accept(token=first[1], member=cast.charlie)
    invitations.accept(token=both[0][1], member=cast.charlie)


def test_olivia_cannot_mail_somebody_who_blocked_her_nor_learn_of_it(cast: Cast) -> None:
    Block.create(blocker=cast.charlie, blocked=cast.olivia)
    emails = ["charlie@example.org", "dana@example.org"]
    sent = invitations.make_mails(group=cast.group, admin=cast.olivia, emails=emails)
    assert [email for email, _ in sent] == ["dana@example.org"]
    assert {invitation.email for invitation in invitations.open_of(group=cast.group).rows} == set(emails)
