from collections.abc import Iterator

import pytest

from webapp.realtime import hub, presence
from webapp.realtime.presence import Presence

ALICE, BOB, CHARLIE, PAIR = 1, 2, 3, 7


class Clock:
    """The time, as these tests tell it."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


class Page:
    """A page with its socket: what its presence hears, as the socket would tell it."""

    def __init__(self, member_id: int, pair_id: int = PAIR) -> None:
        self.presence = Presence(pair_id, member_id)
        self.listener = hub.Listener(pair_id, member_id, lambda: None)
        hub.get().subscribe(self.listener)

    def hear(self) -> None:
        for event in self.listener.heard():
            self.presence.hear(event)

    def leave(self) -> None:
        hub.get().unsubscribe(self.listener)
        self.presence.leave()


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    hub.configure("", processes=1)
    told = Clock()
    monkeypatch.setattr(presence, "time", told)
    yield told
    hub.configure("", processes=1)


def together(*pages: Page) -> None:
    """Everybody says that they are here, and hears of the others."""
    for page in pages:
        page.presence.say()
    for _ in range(3):
        for page in pages:
            page.hear()


def test_alice_and_bob_can_see_each_other_whoever_came_first() -> None:
    alice, bob = Page(ALICE), Page(BOB)
    together(alice, bob)
    assert alice.presence.news() is True
    assert bob.presence.news() is True
    assert alice.presence.news() is None  # it is said once


def test_charlie_cannot_see_who_is_here() -> None:
    charlie, bob = Page(CHARLIE, PAIR + 1), Page(BOB)
    together(charlie, bob)
    assert not charlie.presence.is_partner_here


def test_somebody_who_left_is_here_until_the_grace_is_over(clock: Clock) -> None:
    alice, bob = Page(ALICE), Page(BOB)
    together(alice, bob)
    alice.presence.news()
    bob.leave()
    alice.hear()
    assert alice.presence.news() is None
    clock.now += presence.GRACE + 1
    assert alice.presence.news() is False


def test_bob_is_here_while_one_of_his_pages_stands(clock: Clock) -> None:
    alice, bob, other = Page(ALICE), Page(BOB), Page(BOB)
    together(alice, bob, other)
    bob.leave()
    other.hear()
    alice.hear()
    clock.now += presence.GRACE + 1
    assert alice.presence.is_partner_here


def test_a_page_that_says_nothing_more_is_forgotten_and_one_that_repeats_itself_is_not(clock: Clock) -> None:
    alice, bob = Page(ALICE), Page(BOB)
    together(alice, bob)
    for _ in range(4):
        clock.now += 45
        bob.presence.say()
        alice.hear()
    assert alice.presence.is_partner_here
    clock.now += presence.STANDS_FOR + 1  # its process was killed: nothing said that it left
    alice.hear()
    assert not alice.presence.is_partner_here


def test_nobody_is_told_of_a_page_that_never_spoke() -> None:
    alice, bob = Page(ALICE), Page(BOB)
    alice.presence.say()
    bob.hear()
    alice.hear()
    assert bob.presence.news() is None
    assert not alice.presence.is_partner_here
    bob.leave()
    assert alice.listener.heard() == []


def test_while_alone_a_page_repeats_itself_to_nobody() -> None:
    alice, bob = Page(ALICE), Page(BOB)
    alice.presence.say()
    bob.listener.heard()
    alice.presence.say()
    assert bob.listener.heard() == []
