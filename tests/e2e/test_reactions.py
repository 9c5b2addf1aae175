"""What one can do with a message, on the real server in real browsers: by finger, by keyboard, without script."""

import pytest
from playwright.sync_api import Page, Route, expect

from db.models import Reaction
from tests.e2e import axe, story
from tests.e2e.conftest import Opens
from tests.e2e.conversations import come
from tests.people import Cast
from webapp.domain import chat, reactions, safety


@pytest.fixture
def talk(cast: Cast) -> Cast:
    """Bob has said two things, and Alice has answered."""
    for author, words in ((cast.bob, "We slept until seven"), (cast.alice, "That is good news"), (cast.bob, "It is")):
        chat.post_message(pair=cast.pair, author=author, body=words, client_id=f"client-{words[:5]}")
    return cast


def menu_of(page: Page, seq: int) -> None:
    page.locator(f"#m{seq} > a").first.click()
    expect(page.get_by_role("menu")).to_be_visible()


def test_a_reaction_of_bob_shows_on_alices_screen_and_goes_again(phone: Opens, laptop: Opens, talk: Cast) -> None:
    bob, alice = come(phone(talk.bob), talk), come(laptop(talk.alice), talk)
    menu_of(bob, 2)
    bob.get_by_role("menuitemcheckbox", name="Thank you").click()
    mine = bob.get_by_role("button", name="Thank you: you")
    expect(mine).to_have_attribute("aria-pressed", "true")
    theirs = alice.get_by_role("button", name="Thank you: Bob")
    expect(theirs).to_have_attribute("aria-pressed", "false")
    theirs.click()
    expect(bob.get_by_role("button", name="Thank you, 2: you and Alice")).to_have_text("🙏 2")
    menu_of(bob, 2)
    expect(bob.get_by_role("menuitemcheckbox", name="Thank you")).to_be_checked()
    bob.keyboard.press("Escape")
    bob.get_by_role("button", name="Thank you, 2: you and Alice").click()
    expect(alice.get_by_role("button", name="Thank you: you", exact=True)).to_be_visible()
    assert [row.author_id for row in Reaction.select()] == [talk.alice.id]


def test_a_reaction_shows_at_once_and_goes_again_if_it_does_not_get_through(phone: Opens, talk: Cast) -> None:
    page = come(phone(talk.bob), talk)
    asked: list[Route] = []
    page.route("**/reactions", lambda route: asked.append(route))
    menu_of(page, 2)
    page.get_by_role("menuitemcheckbox", name="Thank you").click()
    expect(page.locator("#m2 .felt")).to_have_text("🙏")
    while not asked:
        page.wait_for_timeout(50)
    asked[0].abort()
    expect(page.locator("#m2 .felt")).to_have_count(0)
    expect(page.get_by_text("That did not get through. Try again.")).to_be_visible()
    page.unroute("**/reactions")
    menu_of(page, 2)
    page.get_by_role("menuitemcheckbox", name="Thank you").click()
    expect(page.get_by_role("button", name="Thank you: you")).to_be_visible()


def test_bob_can_do_it_all_with_the_keyboard(laptop: Opens, talk: Cast) -> None:
    page = come(laptop(talk.bob), talk)
    page.locator("#scroller").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#m3")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#m2")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitemcheckbox", name="Yes")).to_be_focused()
    page.keyboard.press("End")
    expect(page.get_by_role("menuitem", name="Block Alice")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_be_hidden()
    expect(page.locator("#m2")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="With you: you")).to_be_visible()
    expect(page.locator("#m2")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#m1")).to_be_focused()


def test_whoever_reads_a_row_keeps_their_place_when_it_changes(laptop: Opens, talk: Cast) -> None:
    bob, alice = come(laptop(talk.bob), talk), come(laptop(talk.alice), talk)
    alice.locator("#scroller").focus()
    alice.keyboard.press("ArrowUp")
    menu_of(bob, 3)
    bob.get_by_role("menuitemcheckbox", name="Well done").click()
    expect(alice.get_by_role("button", name="Well done: Bob")).to_be_visible()
    expect(alice.locator("#m3")).to_be_focused()


def test_seen_stays_under_a_message_that_gets_a_reaction(phone: Opens, laptop: Opens, talk: Cast) -> None:
    come(laptop(talk.alice), talk)
    bob = come(phone(talk.bob), talk)
    expect(bob.locator("#m3 .seen")).to_be_visible()
    menu_of(bob, 3)
    bob.get_by_role("menuitemcheckbox", name="Well done").click()
    expect(bob.locator("#m3 .felt")).to_be_visible()
    expect(bob.locator("#m3 .seen")).to_be_visible()


def test_bob_can_take_a_message_back_from_its_menu_and_alice_sees_it_go(
    phone: Opens, laptop: Opens, talk: Cast
) -> None:
    bob, alice = come(phone(talk.bob), talk), come(laptop(talk.alice), talk)
    menu_of(alice, 3)
    expect(alice.get_by_role("menuitem", name="Delete for both")).to_be_hidden()
    alice.keyboard.press("Escape")
    menu_of(bob, 3)
    expect(bob.get_by_role("menuitem", name="Block Alice")).to_be_hidden()
    bob.get_by_role("menuitem", name="Delete for both").click()
    expect(alice.locator("#m3 .gone")).to_be_visible()
    expect(bob.locator("#m3 .gone")).to_be_visible()


def test_block_is_two_taps_from_a_message_and_reply_leads_to_its_thread(phone: Opens, talk: Cast) -> None:
    page = come(phone(talk.bob), talk)
    menu_of(page, 2)
    page.get_by_role("menuitem", name="Block Alice").click()
    page.wait_for_url(f"**/pairs/{talk.pair.id}/block")
    come(page, talk)
    menu_of(page, 2)
    page.get_by_role("menuitem", name="Reply").click()
    page.wait_for_url(f"**/pairs/{talk.pair.id}/messages/2#body")
    expect(page.get_by_role("heading", name="Replies")).to_be_visible()


def test_a_thread_is_live_with_the_message_that_it_answers(phone: Opens, laptop: Opens, talk: Cast) -> None:
    alice = come(laptop(talk.alice), talk, "/messages/1")
    everything = come(laptop(talk.alice), talk)
    bob = come(phone(talk.bob), talk, "/messages/1")
    bob.get_by_label("Message to Alice").fill("And at night?")
    bob.get_by_role("button", name="Send").click()
    expect(alice.locator("#log")).to_contain_text("And at night?")
    expect(everything.locator("#m1 .replies")).to_have_text("1 reply")
    bob.goto(f"/pairs/{talk.pair.id}/messages/1/edit")
    bob.get_by_label("Message").fill("We slept until eight")
    bob.get_by_role("button", name="Save").click()
    expect(alice.locator("#m1")).to_contain_text("until eight")
    expect(everything.locator("#m1")).to_contain_text("until eight")
    expect(everything.locator("#m1 .replies")).to_have_text("1 reply")


def test_what_came_late_stands_in_its_order(laptop: Opens, talk: Cast) -> None:
    alice = come(laptop(talk.alice), talk)
    for n in (4, 5, 6):
        chat.post_message(pair=talk.pair, author=talk.bob, body=f"Number {n}", client_id=f"client-late-{n}")
    reactions.add(pair=talk.pair, author=talk.bob, seq=4, kind="laugh")  # so that number 4 is the last to be told of
    bob = come(laptop(talk.bob), talk)
    bob.get_by_label("Message to Alice").fill("Number 8")
    bob.get_by_role("button", name="Send").click()
    expect(alice.locator("#log")).to_contain_text("Number 8")
    rows = alice.locator("#log > li[data-client]")
    assert [row.get_attribute("id") for row in rows.all()] == ["m1", "m2", "m3", "m4", "m5", "m6", "m8"]


def test_bob_can_react_and_search_without_script(no_script_phone: Opens, talk: Cast) -> None:
    page = no_script_phone(talk.bob)
    page.goto(f"/pairs/{talk.pair.id}")
    expect(page.get_by_role("menu")).to_be_hidden()
    page.locator("#m2 > a").first.click()
    page.get_by_role("button", name="That helps").click()
    expect(page.get_by_role("button", name="💡 That helps")).to_have_attribute("aria-pressed", "true")
    page.goto(f"/pairs/{talk.pair.id}")
    page.get_by_role("button", name="That helps: you").click()
    expect(page.locator("#m2")).to_be_visible()
    expect(page.locator("#m2 .felt")).to_have_count(0)
    page.get_by_role("link", name="Search").click()
    page.get_by_role("searchbox").fill("SEVEN")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("mark")).to_have_text("seven")
    assert "seven" not in page.url.lower()
    page.locator(".finds a").click()
    expect(page.locator("#m1")).to_be_in_viewport()


def test_bob_can_search_and_come_back(phone: Opens, talk: Cast) -> None:
    for n in range(40):
        chat.post_message(pair=talk.pair, author=talk.alice, body=f"Number {n}", client_id=f"client-{n}")
    page = phone(talk.bob)
    page.goto(f"/pairs/{talk.pair.id}/messages/search")
    page.get_by_role("searchbox").fill("slept")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("1 message")
    page.locator(".finds a").click()
    expect(page.locator("#m1")).to_be_in_viewport()
    page.get_by_role("link", name="Go to the newest messages").click()
    expect(page.locator("#log")).to_contain_text("Number 39")


@pytest.mark.parametrize("address", ["", "/messages/1", "/messages/search"])
def test_axe_finds_nothing_where_there_are_reactions_a_menu_or_results(laptop: Opens, address: str) -> None:
    here = story.lived_in()
    for author in (here.cast.bob, here.cast.alice):
        for kind in reactions.KINDS:
            for seq in (1, 30):
                reactions.add(pair=here.cast.pair, author=author, seq=seq, kind=kind)
    page = laptop(here.cast.bob)
    page.goto(f"/pairs/{here.cast.pair.id}{address}")
    if address.endswith("search"):
        page.get_by_role("searchbox").fill("long nights")
        page.keyboard.press("Enter")
        expect(page.locator("mark").first).to_be_visible()
    elif not address:
        menu_of(page, 30)
    assert not (found := axe.problems_on(page)), "\n".join(found)


def test_charlie_sees_none_of_it_and_a_closed_conversation_cannot_be_changed(phone: Opens, talk: Cast) -> None:
    reactions.add(pair=talk.pair, author=talk.alice, seq=1, kind="care")
    charlie = phone(talk.charlie)
    answer = charlie.goto(f"/pairs/{talk.pair.id}/messages/search")
    assert answer is not None
    assert answer.status == 404
    safety.block(blocker=talk.alice, blocked=talk.bob)
    bob = phone(talk.bob)
    bob.goto(f"/pairs/{talk.pair.id}")
    expect(bob.get_by_role("button", name="With you: Alice")).to_be_disabled()
    bob.locator("#m1 > a").first.click()
    bob.wait_for_url(f"**/pairs/{talk.pair.id}/messages/1")
    expect(bob.get_by_role("button", name="Thank you")).to_have_count(0)
