"""Who may know of whom: a group shared now, or an introduction."""

from db.clock import now
from db.models import Member, Membership
from tests.people import Cast
from webapp.domain import people


def test_members_of_a_group_may_know_of_each_other(cast: Cast, dana: Member) -> None:
    assert people.known_to(dana, cast.sam.id) == cast.sam
    assert people.known_to(cast.sam, dana.id) == dana


def test_charlie_may_know_of_nobody_and_nobody_of_charlie(cast: Cast) -> None:
    assert people.known_to(cast.charlie, cast.bob.id) is None
    assert people.known_to(cast.bob, cast.charlie.id) is None


def test_who_has_left_is_known_to_their_partner_only(cast: Cast) -> None:
    Membership.update(state="left").where(Membership.member == cast.bob).execute()
    assert people.known_to(cast.olivia, cast.bob.id) is None
    assert people.known_to(cast.alice, cast.bob.id) == cast.bob


def test_who_was_deactivated_is_known_to_their_partner_only(cast: Cast) -> None:
    cast.bob.deactivated_at = now()
    cast.bob.save()
    assert people.known_to(cast.olivia, cast.bob.id) is None
    assert people.known_to(cast.alice, cast.bob.id) == cast.bob


def test_nobody_is_somebody_else_to_themselves(cast: Cast) -> None:
    assert people.known_to(cast.bob, cast.bob.id) is None
