"""The conversation on links that fail: no socket, a dead one, a deploy. Nothing is lost and nothing comes twice."""

import re

import pytest
from flask import Flask
from playwright.sync_api import WebSocketRoute, expect

from db.models import Pair
from tests.e2e import server
from tests.e2e.browser import Visits
from tests.e2e.conftest import Opens
from tests.e2e.conversations import (
    LIVE,
    OWN,
    ROWS,
    SLOW,
    Tunnel,
    at_the_chat,
    expect_kept,
    expect_texts,
    forbid_sockets,
    says,
    stored,
    write,
)
from tests.e2e.live import cookie_of, seqs, submit
from tests.people import Cast
from webapp.domain import chat

pytestmark = pytest.mark.usefixtures("cut_links")


def test_without_sockets_bob_reads_and_writes_and_is_told_quietly(laptop: Opens, cast: Cast) -> None:
    alice, bob = at_the_chat(laptop(cast.alice), cast), laptop(cast.bob)
    forbid_sockets(bob)
    bob.goto(f"/pairs/{cast.pair.id}")
    bob.locator("#composer").scroll_into_view_if_needed()
    write(bob, "One")
    write(bob, "Two")
    expect_texts(alice, "One", "Two")
    write(alice, "Three")
    expect_texts(bob, "One", "Two", "Three")
    expect(bob.locator("#link")).to_have_text(SLOW)
    expect(bob.locator(OWN)).to_have_count(0)
    expect(alice.locator(".seen")).to_have_text(["seen"])  # a read mark goes with the poll
    chat.edit_message(pair=cast.pair, author=cast.alice, seq=3, body="Drei")
    write(alice, "Four")
    expect_texts(bob, "One", "Two", "Drei", "Four")
    expect_kept(bob, 0)


def test_without_a_socket_bob_sees_that_alice_is_here_and_writes(laptop: Opens, cast: Cast) -> None:
    alice, bob = at_the_chat(laptop(cast.alice), cast), laptop(cast.bob)
    forbid_sockets(bob)
    bob.goto(f"/pairs/{cast.pair.id}")
    expect(bob.locator("#link")).to_have_text(SLOW)
    expect(bob.locator("#presence")).to_have_text("Alice is here now")
    expect(alice.locator("#presence")).to_have_text("Bob is here now")
    for _ in range(10):  # what is said between two polls is not heard
        alice.locator("#body").press_sequentially("x")
        bob.wait_for_timeout(1_000)
        if bob.locator("#typing").inner_text():
            break
    expect(bob.locator("#typing")).to_have_text("Alice is writing…")


def test_a_socket_takes_over_when_it_can(laptop: Opens, cast: Cast) -> None:
    alice, bob = at_the_chat(laptop(cast.alice), cast), laptop(cast.bob)
    tries = []

    def later(ws: WebSocketRoute) -> None:
        tries.append(ws)
        ws.connect_to_server() if len(tries) > 4 else ws.close(code=1011)

    bob.route_web_socket(LIVE, later)
    bob.goto(f"/pairs/{cast.pair.id}")
    expect(bob.locator("#link")).to_have_text(SLOW)
    write(alice, "One")
    expect_texts(bob, "One")
    expect(bob.locator("#link")).to_be_empty()
    write(alice, "Two")
    expect_texts(bob, "One", "Two")


def test_a_step_thread_without_a_socket_shows_only_its_own(laptop: Opens, cast: Cast) -> None:
    alice, bob = at_the_chat(laptop(cast.alice), cast), laptop(cast.bob)
    forbid_sockets(bob)
    bob.goto(f"/pairs/{cast.pair.id}/steps/1")
    write(alice, "Elsewhere")
    expect_texts(alice, "Elsewhere")
    write(bob, "About the step")
    expect_texts(bob, "About the step")
    expect_texts(alice, "Elsewhere", "About the step")
    expect(bob.locator("#link")).to_have_text(SLOW)
    expect_texts(bob, "About the step")


def test_a_polling_page_is_cut_by_a_block_and_by_signing_out(
    laptop: Opens, app: Flask, base_url: str, cast: Cast
) -> None:
    alice, bob = laptop(cast.alice), laptop(cast.bob)
    for page in (alice, bob):
        forbid_sockets(page)
        page.goto(f"/pairs/{cast.pair.id}")
        expect(page.locator("#link")).to_have_text(SLOW)
    submit(base_url, cookie_of(app, cast.alice)[0], "/account", "/account/sessions/delete")
    expect(alice).to_have_url(re.compile("/login"))
    block = f"/pairs/{cast.pair.id}/block"
    submit(base_url, cookie_of(app, cast.alice)[0], block, block)
    expect(bob.get_by_text("This conversation is closed")).to_be_visible()


def test_whoever_was_offline_gets_what_was_written_edited_and_deleted(laptop: Opens, cast: Cast) -> None:
    bob = laptop(cast.bob)
    tunnel = Tunnel(bob)
    says(cast, "One", "Two")
    at_the_chat(bob, cast)
    tunnel.is_dark = True
    bob.context.set_offline(True)
    says(cast, *(f"Number {n}" for n in range(chat.MOST_CHANGES + 10)))
    chat.edit_message(pair=cast.pair, author=cast.alice, seq=1, body="Uno")
    chat.delete_message(pair=cast.pair, author=cast.alice, seq=2)
    tunnel.is_dark = False
    bob.context.set_offline(False)
    expect(bob.locator(ROWS)).to_have_count(chat.MOST_CHANGES + 12)
    expect(bob.locator(f"{ROWS} > p").first).to_have_text("Uno")
    expect(bob.locator(f"{ROWS} > p").nth(1)).to_have_text("Deleted")
    seqs = bob.locator(ROWS).evaluate_all("all => all.map((row) => +row.id.slice(1))")
    assert seqs == sorted(set(seqs))


def test_more_changes_than_one_answer_holds_come_without_a_socket_too(laptop: Opens, cast: Cast) -> None:
    bob = laptop(cast.bob)
    forbid_sockets(bob)
    bob.goto(f"/pairs/{cast.pair.id}")
    says(cast, *(f"Number {n}" for n in range(chat.MOST_CHANGES + 10)))
    expect(bob.locator(ROWS)).to_have_count(chat.MOST_CHANGES + 10)


def test_a_socket_that_died_silently_is_noticed_by_a_page_that_only_reads(laptop: Opens, cast: Cast) -> None:
    bob = laptop(cast.bob)
    tunnel = Tunnel(bob)
    at_the_chat(bob, cast)
    expect(bob.locator("#link")).to_be_empty()
    tunnel.is_dark = True
    bob.evaluate("dispatchEvent(new Event('online'))")
    bob.wait_for_timeout(9_000)
    says(cast, "Hello")
    tunnel.is_dark = False
    expect_texts(bob, "Hello")
    assert tunnel.opened > 1


def test_a_page_that_comes_back_says_what_it_has_and_gets_every_row_once(laptop: Opens, cast: Cast) -> None:
    says(cast, "One")
    bob = laptop(cast.bob)
    tunnel = Tunnel(bob)
    at_the_chat(bob, cast)
    write(bob, "Two")
    expect_texts(bob, "One", "Two")
    expect(bob.locator(OWN)).to_have_count(0)
    tunnel.is_dark = True
    says(cast, "Three", "Four")
    tunnel.cut()
    expect_texts(bob, "One", "Two", "Three", "Four")
    write(bob, "Five")
    expect_texts(bob, "One", "Two", "Three", "Four", "Five")
    assert [address.split("?")[1] for address in tunnel.addresses] == ["after=1", "after=2"]
    assert [seq for frame in tunnel.down for seq in seqs(frame)] == [2, 3, 4, 5]
    assert not [frame for frame in tunnel.up if "sync" in frame]


def test_coming_back_by_the_browsers_history_catches_up(laptop: Opens, cast: Cast) -> None:
    bob = laptop(cast.bob)
    at_the_chat(bob, cast)
    write(bob, "One")
    expect_texts(bob, "One")
    bob.goto("/account")
    says(cast, "Two")
    bob.go_back()
    expect_texts(bob, "One", "Two")
    write(bob, "Three")
    expect_texts(bob, "One", "Two", "Three")


def test_a_page_restored_from_the_cache_opens_a_new_socket(laptop: Opens, cast: Cast) -> None:
    """What the browser does to such a page: its socket was closed on the way out, and it hears `pageshow`."""
    bob = laptop(cast.bob)
    at_the_chat(bob, cast)
    expect(bob.locator("#link")).to_be_empty()
    bob.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    bob.wait_for_timeout(500)
    says(cast, "Hello")
    with bob.expect_websocket():
        bob.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect_texts(bob, "Hello")
    write(bob, "Hello to you")
    expect(bob.locator(OWN)).to_have_count(0)
    assert Pair.get_by_id(cast.pair.id).seq == 2


def test_a_full_server_answers_503_and_bob_reads_by_polling(
    app: Flask, settings: dict[str, str], visits: Visits, laptop: Opens, cast: Cast
) -> None:
    port = server.free_port()
    mine = {**settings, "PORT": str(port), "BASE_URL": f"http://localhost:{port}", "MOST_SOCKETS": "0"}
    mine["DATABASE_URL"] = app.config["DATABASE_URL"]
    with server.running(mine) as address:
        visits.base_url = address
        alice, bob = laptop(cast.alice), laptop(cast.bob)
        for page in (alice, bob):
            page.goto(f"/pairs/{cast.pair.id}")
            expect(page.locator("#link")).to_have_text(SLOW)
        write(alice, "Hello")
        expect_texts(bob, "Hello")
        write(bob, "Hello to you")
        expect_texts(alice, "Hello", "Hello to you")
        for page in (alice, bob):
            page.close()


def test_two_phones_and_a_laptop_stay_the_same_through_a_deploy(
    app: Flask, settings: dict[str, str], visits: Visits, laptop: Opens, phone: Opens, cast: Cast
) -> None:
    port = server.free_port()
    mine = {**settings, "PORT": str(port), "BASE_URL": f"http://localhost:{port}"}
    mine["DATABASE_URL"] = app.config["DATABASE_URL"]
    visits.base_url = mine["BASE_URL"]
    with server.running(mine):
        pages = [laptop(cast.alice), phone(cast.bob), phone(cast.bob)]
        for page in pages:
            at_the_chat(page, cast)
        write(pages[0], "Before")
        expect_texts(pages[0], "Before")
    for page in pages[:2]:
        write(page, "During")
    chat.edit_message(pair=cast.pair, author=cast.alice, seq=1, body="Before it")
    with server.running(mine):
        write(pages[2], "After")
        for page in pages:
            expect(page.locator(ROWS)).to_have_count(4)
            expect(page.locator(OWN)).to_have_count(0)
        assert stored(cast)[0] == "Before it"
        for page in pages:
            expect_texts(page, *stored(cast))
        for page in pages:
            page.close()
