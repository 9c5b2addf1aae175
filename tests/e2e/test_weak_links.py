"""The conversation over weak links: slow ones, tunnels, cuts. Nothing is lost, nothing comes twice.

How quick it is over them is a figure, not a test: `make bench-links`.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import PHONE
from tests.e2e.conftest import Links, Opens
from tests.e2e.conversations import OFFLINE, OWN, ROWS, come, expect_texts, stored, texts, write
from tests.links import TWO_G, Link
from tests.people import Cast

A_WHILE = 40_000  # milliseconds: a page that lost its link tries again after up to 30 s
WAYS = ("cut", "tunnel", "late tunnel")


def lose(link: Link, way: str) -> None:
    if way == "cut":
        link.cut()
    else:
        link.tunnel(late=way == "late tunnel")


def expect_the_same(cast: Cast, *pages: Page, bodies: list[str]) -> None:
    for page in pages:
        expect(page.locator(f"{ROWS} > p")).to_have_text(bodies, timeout=A_WHILE)
        expect(page.locator(OWN)).to_have_count(0)
    assert stored(cast) == bodies


@pytest.mark.parametrize("way", WAYS)
def test_what_alice_writes_in_a_tunnel_arrives_once_after_it(
    link: Links, over: Opens, laptop: Opens, cast: Cast, way: str
) -> None:
    phones = link()
    alice, bob = come(over(phones, PHONE, cast.alice), cast), come(laptop(cast.bob), cast)
    write(alice, "On the platform")
    expect_texts(bob, "On the platform")
    lose(phones, way)
    write(alice, "In the tunnel")
    write(alice, "Still in it")
    expect(alice.locator(OWN)).to_have_count(2)
    expect(alice.locator(f"{OWN} > p")).to_have_text(["In the tunnel", "Still in it"])
    expect(alice.locator("#link")).to_have_text(OFFLINE)
    assert stored(cast) == ["On the platform"]
    phones.restore()
    expect_the_same(cast, alice, bob, bodies=["On the platform", "In the tunnel", "Still in it"])
    write(bob, "There you are")  # and nothing comes after it
    expect_the_same(cast, alice, bob, bodies=["On the platform", "In the tunnel", "Still in it", "There you are"])
    expect(alice.locator("#log .me .seen")).to_have_text(["seen"])
    expect(alice.locator("#link")).to_be_empty()


def test_what_alice_wrote_in_a_tunnel_is_sent_when_she_opens_the_page_again(
    link: Links, over: Opens, laptop: Opens, cast: Cast
) -> None:
    phones = link()
    alice, bob = come(over(phones, PHONE, cast.alice), cast), come(laptop(cast.bob), cast)
    phones.tunnel()
    write(alice, "In the tunnel")
    write(alice, "Still in it")
    alice.close()
    phones.restore()
    alice = come(alice.context.new_page(), cast)
    expect_the_same(cast, alice, bob, bodies=["In the tunnel", "Still in it"])


def test_alice_and_bob_can_talk_over_2g(link: Links, over: Opens, cast: Cast) -> None:
    slow = link(**TWO_G, jitter=0.2)
    alice = come(over(slow, PHONE, cast.alice), cast)
    bob = come(over(link(), PHONE, cast.bob), cast)
    write(alice, "One")
    write(alice, "Two")
    write(bob, "Three")
    expect(alice.locator(f"{ROWS} > p")).to_have_count(3, timeout=A_WHILE)
    expect(bob.locator(f"{ROWS} > p")).to_have_count(3, timeout=A_WHILE)
    assert texts(alice) == texts(bob) == stored(cast)


def test_where_sockets_are_forbidden_alice_and_bob_can_talk(
    link: Links, over: Opens, laptop: Opens, cast: Cast
) -> None:
    bob = come(laptop(cast.bob), cast)
    alice = over(link(refuses_sockets=True), PHONE, cast.alice)
    alice.goto(f"/pairs/{cast.pair.id}")
    write(bob, "Hello")
    expect_texts(bob, "Hello")
    write(alice, "Can you hear me?")  # her own words may come to her page before his older ones
    expect_the_same(cast, alice, bob, bodies=["Hello", "Can you hear me?"])
    write(bob, "A little later than usual")
    expect_the_same(cast, alice, bob, bodies=["Hello", "Can you hear me?", "A little later than usual"])
