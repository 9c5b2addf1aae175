"""What the conversation's page does by itself: presence, typing, the unread line, scrolling, the Enter key."""

import re
import time

import pytest
from flask import Flask
from playwright.sync_api import Route, expect

from db.clock import now
from db.models import Pair, Session
from tests.e2e.conftest import Opens
from tests.e2e.conversations import OWN, ROWS, at_the_chat, says, scrolled, write
from tests.e2e.live import Live, cookie_of, submit
from tests.people import Cast, greeted
from webapp.domain import safety


def test_alice_and_bob_see_that_the_other_is_here_and_was_here_today(laptop: Opens, phone: Opens, cast: Cast) -> None:
    alice = at_the_chat(laptop(cast.alice), cast)
    expect(alice.locator("#presence")).to_have_text("")
    bob = at_the_chat(phone(cast.bob), cast)
    expect(alice.locator("#presence")).to_have_text("Bob is here now")
    expect(bob.locator("#presence")).to_have_text("Alice is here now")
    bob.goto("/account")
    expect(alice.locator("#presence")).to_have_text("Bob was here today")


def test_a_page_whose_own_script_comes_after_htmx_has_begun_is_live_at_once(laptop: Opens, cast: Cast) -> None:
    alice, bob = at_the_chat(laptop(cast.alice), cast), laptop(cast.bob)
    late: list[Route] = []
    opened: list[str] = []
    bob.route("**/static/chat.*.js", lambda route: late.append(route))
    bob.on("websocket", lambda socket: opened.append(socket.url))
    bob.goto(f"/pairs/{cast.pair.id}", wait_until="commit")
    while not late:
        bob.wait_for_timeout(50)
    bob.wait_for_timeout(1_000)
    late[0].continue_()
    expect(alice.locator("#presence")).to_have_text("Bob is here now")
    assert [url.split("?")[1] for url in opened] == ["after=0"]


def test_one_of_bobs_two_pages_can_go_and_he_is_still_here(laptop: Opens, cast: Cast) -> None:
    alice, bob = at_the_chat(laptop(cast.alice), cast), at_the_chat(laptop(cast.bob), cast)
    other = at_the_chat(bob.context.new_page(), cast)
    expect(alice.locator("#presence")).to_have_text("Bob is here now")
    other.close()
    alice.wait_for_timeout(10_000)  # longer than the grace of somebody who left
    expect(alice.locator("#presence")).to_have_text("Bob is here now")


def test_without_script_bob_sees_that_alice_was_here_today(no_script_phone: Opens, app: Flask, cast: Cast) -> None:
    bob = no_script_phone(cast.bob)
    bob.goto(f"/pairs/{cast.pair.id}")
    expect(bob.locator("#presence")).to_be_empty()
    cookie_of(app, cast.alice)
    bob.reload()
    expect(bob.locator("#presence")).to_have_text("Alice was here today")
    Session.update(seen_at=now().replace(year=now().year - 1)).where(Session.member == cast.alice).execute()
    bob.reload()
    expect(bob.locator("#presence")).to_be_empty()


def test_after_a_block_bob_cannot_see_whether_alice_is_here(
    laptop: Opens, app: Flask, base_url: str, cast: Cast
) -> None:
    bob = at_the_chat(laptop(cast.bob), cast)
    at_the_chat(laptop(cast.alice), cast)
    expect(bob.locator("#presence")).to_have_text("Alice is here now")
    block = f"/pairs/{cast.pair.id}/block"
    submit(base_url, cookie_of(app, cast.alice)[0], block, block)
    expect(bob.get_by_text("This conversation is closed")).to_be_visible()
    expect(bob.locator("#presence")).to_have_count(0)


def test_nothing_of_alice_passes_after_a_block_that_nobody_announced(app: Flask, base_url: str, cast: Cast) -> None:
    alice, bob = (Live(base_url, cast.pair.id, cookie_of(app, someone)[0]) for someone in (cast.alice, cast.bob))
    bob.send(type="here")
    assert '"now": false' in bob.hear("here")
    safety.block(blocker=cast.alice, blocked=cast.bob)  # in this process: the server does not hear of it
    for kind in ("typing", "here"):
        alice.send(type=kind)
    assert bob.close_code() == 4403


def test_a_socket_whose_page_never_speaks_of_presence_hears_nothing_of_it(
    app: Flask, base_url: str, cast: Cast
) -> None:
    alice, bob = (Live(base_url, cast.pair.id, cookie_of(app, someone)[0]) for someone in (cast.alice, cast.bob))
    bob.send(type="here")
    assert '"now": false' in bob.hear("here")
    assert alice.is_silent()
    assert bob.is_silent()


def test_bob_sees_that_alice_is_writing_until_her_message_comes(laptop: Opens, phone: Opens, cast: Cast) -> None:
    alice, bob = at_the_chat(laptop(cast.alice), cast), at_the_chat(phone(cast.bob), cast)
    alice.locator("#body").press_sequentially("Hello", delay=20)
    expect(bob.locator("#typing")).to_have_text("Alice is writing…")
    alice.keyboard.press("Enter")
    expect(bob.locator(ROWS)).to_have_count(1)
    expect(bob.locator("#typing")).to_be_empty()
    alice.wait_for_timeout(3_000)
    alice.locator("#body").press_sequentially("And")
    expect(bob.locator("#typing")).not_to_be_empty()
    expect(bob.locator("#typing")).to_be_empty()  # five seconds later


def test_typing_is_said_at_most_every_three_seconds(laptop: Opens, cast: Cast) -> None:
    page, frames = laptop(cast.bob), []
    page.on("websocket", lambda ws: ws.on("framesent", lambda data: frames.append(str(data))))
    at_the_chat(page, cast)
    expect(page.locator("#link")).to_be_empty()
    began = time.monotonic()
    page.locator("#body").press_sequentially("x" * 20, delay=50)
    said = sum("typing" in frame for frame in frames)
    assert 1 <= said <= 1 + (time.monotonic() - began) // 3


def test_bob_scrolled_up_is_told_how_many_new_messages_there_are(laptop: Opens, cast: Cast) -> None:
    says(cast, *(f"Number {n}" for n in range(30)))
    alice, bob = at_the_chat(laptop(cast.alice), cast), at_the_chat(laptop(cast.bob), cast)
    scrolled(bob, 100)
    for n, words in enumerate(("1 new message", "2 new messages", "3 new messages")):
        write(alice, f"News {n}")
        expect(bob.locator("#pill")).to_have_text(words)
    assert scrolled(bob) == 100
    assert Pair.get_by_id(cast.pair.id).read_seq_of(cast.bob) == 30
    bob.locator("#pill").click()
    expect(bob.locator("#pill")).to_have_count(0)
    expect(bob.locator(ROWS).last).to_be_in_viewport()
    expect(alice.locator(".seen")).to_have_text(["seen"])
    write(alice, "One more")
    expect(bob.locator(ROWS).last).to_contain_text("One more")
    expect(bob.locator(ROWS).last).to_be_in_viewport()  # at the end the scroll follows
    expect(bob.locator("#pill")).to_have_count(0)


def test_the_unread_line_stands_where_it_was_when_bob_came(laptop: Opens, cast: Cast) -> None:
    greeted(cast.pair, by=cast.bob)
    earlier = at_the_chat(laptop(cast.bob), cast)
    earlier.close()  # or it might see what comes
    says(cast, "New", "Newer")
    alice, bob = at_the_chat(laptop(cast.alice), cast), at_the_chat(laptop(cast.bob), cast)
    for page, words in ((alice, "Newest"), (bob, "The very newest")):
        write(page, words)
        expect(bob.locator(ROWS).last).to_contain_text(words)
    assert bob.locator("#log > li").evaluate_all("all => all.findIndex((row) => row.id === 'unread')") == 2
    expect(bob.locator("#unread")).to_have_count(1)


def test_bob_sees_what_was_sent_and_what_was_seen(laptop: Opens, phone: Opens, cast: Cast) -> None:
    bob = at_the_chat(phone(cast.bob), cast)
    write(bob, "Are you there?")
    expect(bob.locator(f"{ROWS} .seen")).to_have_text(["sent"])
    alice = at_the_chat(laptop(cast.alice), cast)
    expect(bob.locator(f"{ROWS} .seen")).to_have_text(["seen"])
    write(bob, "Good")
    expect(alice.locator(ROWS)).to_have_count(2)
    expect(bob.locator(f"{ROWS} .seen")).to_have_text(["seen"])
    expect(bob.locator(ROWS).last.locator(".seen")).to_have_count(1)


def test_what_comes_to_a_page_that_bob_does_not_look_at_is_not_seen(laptop: Opens, phone: Opens, cast: Cast) -> None:
    bob = phone(cast.bob)
    bob.goto(f"/pairs/{cast.pair.id}")  # the step is on top, the conversation below it
    bob.evaluate("scrollTo(0, 0)")
    alice = at_the_chat(laptop(cast.alice), cast)
    write(alice, "Hello")
    expect(bob.locator(ROWS)).to_have_count(1)
    alice.wait_for_timeout(1_000)
    expect(alice.locator(".seen")).to_have_text(["sent"])
    bob.locator("#composer").scroll_into_view_if_needed()
    expect(alice.locator(".seen")).to_have_text(["seen"])


def test_bob_can_show_earlier_messages_and_keeps_his_place_and_the_focus(laptop: Opens, cast: Cast) -> None:
    says(cast, *(f"Number {n}" for n in range(70)))
    bob = at_the_chat(laptop(cast.bob), cast)
    for first, focused in ((10, 39), (0, 9)):
        scrolled(bob, 0)
        mark = bob.locator(ROWS).first
        before = mark.bounding_box()
        name = mark.get_attribute("id")
        bob.get_by_role("link", name="Show earlier").focus()
        bob.keyboard.press("Enter")
        expect(bob.locator(ROWS).first).to_contain_text(f"Number {first}")
        after = bob.locator(f"#{name}").bounding_box()
        assert before
        assert after
        assert abs(before["y"] - after["y"]) < 60  # the link's own height
        expect(bob.locator(":focus")).to_contain_text(f"Number {focused}")
    expect(bob.get_by_role("link", name="Show earlier")).to_have_count(0)
    seqs = bob.locator(ROWS).evaluate_all("all => all.map((row) => +row.id.slice(1))")
    assert seqs == list(range(1, 71))
    expect(bob.locator(".day")).to_have_count(1)


def test_an_old_page_stays_one_and_tells_of_new_messages(laptop: Opens, cast: Cast) -> None:
    says(cast, *(f"Number {n}" for n in range(40)))
    alice, bob = at_the_chat(laptop(cast.alice), cast), at_the_chat(laptop(cast.bob), cast, "?before=11")
    write(alice, "Hello")
    expect(bob.locator("#pill")).to_have_text("1 new message")
    expect(bob.locator(ROWS)).to_have_count(10)
    write(bob, "Hello to you")
    expect(bob).to_have_url(re.compile(r"/pairs/\d+#conversation$"))
    expect(bob.locator(ROWS).last).to_contain_text("Hello to you")


def test_enter_sends_on_a_laptop_and_is_a_new_line_on_a_phone(laptop: Opens, phone: Opens, cast: Cast) -> None:
    alice, bob = at_the_chat(laptop(cast.alice), cast), at_the_chat(phone(cast.bob), cast)
    alice.locator("#body").fill("One")
    alice.locator("#body").press("Shift+Enter")
    expect(alice.locator("#body")).to_have_value("One\n")
    alice.locator("#body").press("Enter")
    expect(alice.locator(ROWS)).to_have_count(1)
    bob.locator("#body").fill("Two")
    bob.locator("#body").press("Enter")
    expect(bob.locator("#body")).to_have_value("Two\n")


@pytest.mark.parametrize("how", ["isComposing: true", "keyCode: 229"])
def test_enter_ends_a_word_that_is_being_composed_and_sends_nothing(laptop: Opens, cast: Cast, how: str) -> None:
    alice = at_the_chat(laptop(cast.alice), cast)
    alice.locator("#body").fill("にほん")
    event = f"new KeyboardEvent('keydown', {{ key: 'Enter', bubbles: true, cancelable: true, {how} }})"
    assert alice.evaluate(f"document.getElementById('body').dispatchEvent({event})")
    expect(alice.locator("#body")).to_have_value("にほん")
    alice.locator("#body").press("Enter")
    expect(alice.locator(ROWS)).to_contain_text("にほん")


def test_a_live_row_is_announced_once_and_ones_own_not_before_it_is_sent(laptop: Opens, cast: Cast) -> None:
    alice, bob = at_the_chat(laptop(cast.alice), cast), at_the_chat(laptop(cast.bob), cast)
    watch = """() => { window.added = []; new MutationObserver((all) => {
        for (const one of all) for (const row of one.addedNodes) if (row.dataset?.client) added.push(row.textContent);
    }).observe(document.querySelector('[role=log]'), { childList: true, subtree: true }); }"""
    for page in (alice, bob):
        page.evaluate(watch)
    write(alice, "Once")
    expect(bob.locator(ROWS)).to_have_count(1)
    expect(alice.locator(OWN)).to_have_count(0)
    for page in (alice, bob):
        assert len(page.evaluate("added")) == 1


def test_the_days_are_the_readers_own_and_yesterday_is_not_today(laptop: Opens, cast: Cast) -> None:
    says(cast, "Hello")
    alice, bob = at_the_chat(laptop(cast.alice), cast), at_the_chat(laptop(cast.bob), cast)
    expect(bob.locator(".day")).to_have_text(["today"])
    bob.evaluate("document.querySelector('.day').id = 'd2020-01-01'")  # the page stays open over midnight
    write(alice, "Good morning")
    expect(bob.locator(".day")).to_have_text(["yesterday", "today"])


def test_the_composer_never_hides_what_has_the_focus(laptop: Opens, cast: Cast) -> None:
    says(cast, *(f"Number {n}" for n in range(12)))
    bob = laptop(cast.bob, viewport={"width": 320, "height": 480})
    at_the_chat(bob, cast)
    bob.locator("#scroller").focus()
    for _ in range(16):
        bob.keyboard.press("Tab")
        assert bob.evaluate("""() => { const on = document.activeElement, box = on.getBoundingClientRect();
            const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
            return on === document.body || on.contains(top); }"""), bob.evaluate("document.activeElement.outerHTML")
