"""What is written and cannot be sent at once: kept, sent once and in order, or marked with words and a way on."""

import re

import pytest
from playwright.sync_api import WebSocketRoute, expect

from db.models import Message
from tests.e2e.conftest import Opens
from tests.e2e.conversations import (
    LIVE,
    OFFLINE,
    OWN,
    ROWS,
    Tunnel,
    at_the_chat,
    expect_kept,
    expect_texts,
    forbid_sockets,
    says,
    stored,
    write,
)
from tests.people import Cast, greeted
from webapp.domain import chat, safety

pytestmark = pytest.mark.usefixtures("cut_links")


def test_a_message_written_in_a_tunnel_arrives_once_after_it(laptop: Opens, cast: Cast) -> None:
    bob = laptop(cast.bob)
    tunnel = Tunnel(bob)
    at_the_chat(bob, cast)
    write(bob, "Before")
    expect_texts(bob, "Before")
    tunnel.is_dark = True  # the socket looks open
    write(bob, "In the tunnel")
    write(bob, "Still in it")
    expect(bob.locator(OWN)).to_have_count(2)
    bob.wait_for_timeout(2_000)
    tunnel.is_dark = False
    expect_texts(bob, "Before", "In the tunnel", "Still in it")
    expect(bob.locator(OWN)).to_have_count(0)
    assert tunnel.opened > 1  # it was noticed that no acknowledgement came
    assert stored(cast) == ["Before", "In the tunnel", "Still in it"]


def test_whoever_writes_in_a_tunnel_is_told_of_it_before_the_page_gives_its_socket_up(
    laptop: Opens, cast: Cast
) -> None:
    bob, alice = laptop(cast.bob), laptop(cast.alice)
    tunnels = [Tunnel(page) for page in (bob, alice)]
    for page, tunnel in zip((bob, alice), tunnels, strict=True):
        at_the_chat(page, cast)
        expect(page.locator("#link")).to_be_empty()
        tunnel.is_dark = True
    write(bob, "In the tunnel")
    alice.evaluate("dispatchEvent(new Event('offline'))")  # she writes nothing, her phone has noticed
    for page in (bob, alice):
        expect(page.locator("#link")).to_have_text(OFFLINE)
    assert [tunnel.opened for tunnel in tunnels] == [1, 1]
    for tunnel in tunnels:
        tunnel.is_dark = False
    for page in (bob, alice):
        expect_texts(page, "In the tunnel")
        expect(page.locator("#link")).to_be_empty()


def test_an_acknowledgement_that_was_lost_makes_no_second_message(laptop: Opens, cast: Cast) -> None:
    bob = laptop(cast.bob)
    ways = []

    def deaf_at_first(ws: WebSocketRoute) -> None:
        server = ws.connect_to_server()
        ways.append(ws)
        number = len(ways)
        server.on_message(lambda frame: None if number == 1 and "hx-partial" in str(frame) else ws.send(frame))

    bob.route_web_socket(LIVE, deaf_at_first)
    at_the_chat(bob, cast)
    expect(bob.locator("#link")).to_be_empty()
    write(bob, "Once")
    expect_texts(bob, "Once")
    expect(bob.locator(OWN)).to_have_count(0)
    assert Message.select().count() == 1


def test_what_was_written_offline_survives_a_reload_and_a_closed_tab(laptop: Opens, cast: Cast) -> None:
    bob = laptop(cast.bob)
    tunnel = Tunnel(bob)
    at_the_chat(bob, cast, "/steps/1")
    tunnel.is_dark = True
    bob.context.set_offline(True)
    for body in ("First", "Second", "Third"):
        write(bob, body)
    expect(bob.locator(OWN)).to_have_count(3)
    expect(bob.locator("#link")).to_have_text(OFFLINE)
    assert bob.locator("#link").get_attribute("role") == "status"
    bob.locator("#body").fill("A draft")
    context = bob.context
    bob.close()
    context.set_offline(False)
    other = context.new_page()
    at_the_chat(other, cast)  # another page of the pair
    expect_texts(other, "First", "Second", "Third")
    assert stored(cast) == ["First", "Second", "Third"]
    assert {message.step.position for message in Message.select()} == {1}
    expect(other.locator("#body")).to_have_value("")
    other.goto(f"/pairs/{cast.pair.id}/steps/1")
    expect(other.locator("#body")).to_have_value("A draft")
    expect_kept(other, 0)


def test_a_reply_from_the_outbox_is_sent_from_any_page_and_shown_on_its_own(laptop: Opens, cast: Cast) -> None:
    says(cast, "A question")
    bob = laptop(cast.bob)
    at_the_chat(bob, cast)
    message = '{"client_id":"client-reply-1","body":"An answer","reply_to":1,"at":1}'
    bob.evaluate(f"localStorage.setItem('outbox:{cast.bob.id}:{cast.pair.id}:client-reply-1', '{message}')")
    bob.reload()
    expect(bob.get_by_role("link", name="1 reply")).to_be_visible()
    expect_texts(bob, "A question")
    expect(bob.locator(OWN)).to_have_count(0)
    expect_kept(bob, 0)
    bob.goto(f"/pairs/{cast.pair.id}/messages/1")
    expect_texts(bob, "An answer")


@pytest.mark.parametrize("has_socket", [True, False], ids=["socket", "post"])
def test_what_is_refused_says_why_and_can_be_tried_again_or_taken_back(
    laptop: Opens, cast: Cast, has_socket: bool
) -> None:
    bob = laptop(cast.bob)
    if not has_socket:
        forbid_sockets(bob)
    chat.post_message(pair=cast.pair, author=cast.bob, body="Other words", client_id="client-000")
    bob.goto(f"/pairs/{cast.pair.id}")
    message = '{"client_id":"client-000","body":"My words","at":1}'
    bob.evaluate(f"localStorage.setItem('outbox:{cast.bob.id}:{cast.pair.id}:client-000', '{message}')")
    bob.reload()
    expect(bob.locator(OWN)).to_contain_text("not sent: This message was already sent with other words")
    bob.get_by_role("button", name="Retry").click()
    expect(bob.locator(OWN)).to_contain_text("not sent: This message was already sent with other words")
    write(bob, "Another")  # does not wait behind it
    expect_texts(bob, "Other words", "Another")
    bob.get_by_role("button", name="Take it back").click()
    expect(bob.locator(OWN)).to_have_count(0)
    expect(bob.locator("#body")).to_have_value("My words")
    expect(bob.locator("#body")).to_be_focused()
    bob.locator("#composer button").click()
    expect_texts(bob, "Other words", "Another", "My words")


def test_too_many_at_once_wait_marked_and_can_be_sent_again(laptop: Opens, cast: Cast) -> None:
    greeted(cast.pair, by=cast.alice)
    bob = at_the_chat(laptop(cast.bob), cast)
    for n in range(31):
        write(bob, f"Number {n}")
    expect(bob.locator(ROWS)).to_have_count(31)
    expect(bob.locator(OWN)).to_contain_text(re.compile(r"That was a lot at once\. Try again in \d+ seconds?\."))
    assert stored(cast)[-1] == "Number 29"
    expect_kept(bob, 1)


def test_signing_out_takes_outbox_and_draft_with_it(laptop: Opens, cast: Cast) -> None:
    bob = laptop(cast.bob)
    at_the_chat(bob, cast)
    bob.locator("#body").fill("A draft")
    bob.evaluate(f"localStorage.setItem('outbox:{cast.bob.id}:{cast.pair.id + 1}:client-001', '{{}}')")
    expect_kept(bob, 1)
    expect_kept(bob, 1, "draft")
    bob.goto("/account")
    bob.get_by_role("button", name="Sign out", exact=True).click()
    expect(bob).to_have_url(re.compile(r"/$"))
    bob.goto("/login")
    expect_kept(bob, 0)
    expect_kept(bob, 0, "draft")


def test_a_block_while_bob_is_offline_keeps_his_words_from_her(laptop: Opens, cast: Cast) -> None:
    bob = laptop(cast.bob)
    tunnel = Tunnel(bob)
    at_the_chat(bob, cast)
    tunnel.is_dark = True
    bob.context.set_offline(True)
    write(bob, "Are you there?")
    safety.block(blocker=cast.alice, blocked=cast.bob)
    tunnel.is_dark = False
    bob.context.set_offline(False)
    expect(bob.get_by_text("This conversation is closed")).to_be_visible()
    assert not Message.select().exists()


def test_bob_cannot_write_a_fourth_time_before_alice_has_written(laptop: Opens, cast: Cast) -> None:
    bob = at_the_chat(laptop(cast.bob), cast)
    wait = bob.locator("#wait")
    for n in range(1, 4):
        expect(wait).to_be_empty()
        write(bob, f"Number {n}")
        expect(bob.locator(ROWS)).to_have_count(n)
    expect(wait).to_have_text("You have written three times. Give Alice time to answer.")
    write(bob, "Number 4")
    expect(bob.locator(OWN)).to_contain_text("not sent: You have written three times. Give Alice time to answer.")
    expect_kept(bob, 1)
    bob.reload()
    expect(bob.locator(OWN)).to_contain_text("not sent")
    expect(wait).to_have_text("You have written three times. Give Alice time to answer.")
    alice = at_the_chat(laptop(cast.alice), cast)
    write(alice, "I am here")
    expect(wait).to_be_empty()
    bob.get_by_role("button", name="Retry").click()
    expect(bob.locator(ROWS)).to_have_count(5)
    expect_kept(bob, 0)
    assert stored(cast) == ["Number 1", "Number 2", "Number 3", "I am here", "Number 4"]
