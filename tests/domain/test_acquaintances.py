"""Whom somebody knows in a group, and whom two both named."""

from functools import partial

import pytest

from db.models import Acquaintance, Block, Enrollment, Member, Membership
from tests import people
from tests.concurrently import at_once
from tests.people import Cast
from webapp.domain import acquaintances
from webapp.domain.errors import BlockStandsBetween, SamePerson, TooManyAcquaintances


def names(cast: Cast, member: Member) -> list[str]:
    return [row.knows.name for row in acquaintances.of(group=cast.group, member=member)]


def both_know(cast: Cast) -> list[str]:
    mentee = Enrollment.get(Enrollment.member == cast.bob)
    mentor = Enrollment.get(Enrollment.member == cast.alice)
    return acquaintances.named_by_both(mentee, mentor)


def say(cast: Cast, member: Member, *known: Member) -> None:
    for each in known:
        acquaintances.name(group=cast.group, actor=member, member=each)


def test_bob_can_say_whom_he_knows_and_take_it_back(cast: Cast, dana: Member) -> None:
    say(cast, cast.bob, dana, cast.sam, dana)
    assert names(cast, cast.bob) == ["Dana Verdi", "Sam Villa"]
    assert names(cast, dana) == []
    acquaintances.forget(group=cast.group, actor=cast.bob, member_id=dana.id)
    acquaintances.forget(group=cast.group, actor=cast.alice, member_id=cast.sam.id)
    assert names(cast, cast.bob) == ["Sam Villa"]


def test_bob_cannot_name_himself_or_somebody_whom_he_has_blocked(cast: Cast, dana: Member) -> None:
    with pytest.raises(SamePerson):
        say(cast, cast.bob, cast.bob)
    say(cast, cast.bob, cast.sam)
    for blocked in (dana, cast.sam):
        Block.create(blocker=cast.bob, blocked=blocked)
    with pytest.raises(BlockStandsBetween):
        say(cast, cast.bob, dana)
    assert names(cast, cast.bob) == []


def test_bob_cannot_name_more_than_a_hundred_not_even_at_once(
    cast: Cast, dana: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acquaintances, "MOST", 1)
    known = (dana, cast.sam, cast.olivia)
    results = at_once(*(partial(acquaintances.name, group=cast.group, actor=cast.bob, member=each) for each in known))
    assert sum(isinstance(result, TooManyAcquaintances) for result in results) == 2
    assert Acquaintance.select().count() == 1


def test_the_same_named_twice_at_once_is_named_once(cast: Cast, dana: Member) -> None:
    naming = partial(acquaintances.name, group=cast.group, actor=cast.bob, member=dana)
    first, second = at_once(naming, naming)
    assert first == second


def test_bob_can_find_the_groups_people_by_name_and_nobody_else(cast: Cast, dana: Member) -> None:
    search = partial(acquaintances.search, group=cast.group, actor=cast.bob)
    assert [found.name for found in search(words="verdi")] == ["Dana Verdi"]
    assert search(words="") == search(words="Charlie") == search(words="Bob") == []


def test_the_two_are_told_only_of_people_whom_both_named(cast: Cast, dana: Member) -> None:
    say(cast, cast.bob, dana, cast.sam)
    say(cast, dana, cast.alice, cast.bob)
    say(cast, cast.alice, cast.olivia, cast.bob)
    assert both_know(cast) == []
    say(cast, cast.alice, cast.sam)
    assert both_know(cast) == ["Sam Villa"]


def test_whom_either_has_blocked_and_who_has_left_is_not_told(cast: Cast, dana: Member) -> None:
    for member in (cast.alice, cast.bob):
        say(cast, member, dana, cast.sam, cast.olivia)
    Block.create(blocker=cast.alice, blocked=dana)
    Membership.update(state="left").where(Membership.member == cast.sam).execute()
    assert both_know(cast) == ["Olivia Neri"]


def test_what_was_said_in_another_group_is_not_told(cast: Cast, dana: Member) -> None:
    other = people.group(cast.charlie, "Bakers")
    for member in (cast.alice, cast.bob, dana):
        people.join(other, member)
    for member in (cast.alice, cast.bob):
        acquaintances.name(group=other, actor=member, member=dana)
    assert both_know(cast) == []
