"""Reporting on the real server in a real browser: two taps to the form, with and without script, and to the receipt."""

import re

import pytest
from playwright.sync_api import Page, expect

from db.models import Excerpt, Report
from tests.e2e import axe
from tests.e2e.conftest import Opens
from tests.e2e.conversations import come
from tests.people import Cast
from webapp.domain import chat, safety

MESSAGES = 45


@pytest.fixture
def talk(cast: Cast) -> Cast:
    """A long conversation, turn by turn; Alice's are the odd ones."""
    for number in range(1, MESSAGES + 1):
        author = cast.alice if number % 2 else cast.bob
        chat.post_message(pair=cast.pair, author=author, body=f"Words {number}", client_id=f"client-{number}")
    return cast


def tick(page: Page, *numbers: int) -> None:
    for number in numbers:
        page.get_by_role("checkbox", name=re.compile(rf"Words {number}$")).check()


def test_bob_reports_three_messages_two_taps_from_one_of_them(phone: Opens, talk: Cast) -> None:
    page = come(phone(talk.bob), talk)
    page.locator("#m45 > a").first.click()
    page.get_by_role("menuitem", name="Report").click()
    expect(page.get_by_role("checkbox", name=re.compile("Words 45$"))).to_be_checked()
    expect(page.locator("#log")).to_have_count(0)
    page.get_by_label("A threat, or fear for somebody's safety").check()
    goes_on(page, talk)


def test_bob_reports_without_script_and_loses_no_tick_while_he_looks_back(no_script_phone: Opens, talk: Cast) -> None:
    page = no_script_phone(talk.bob)
    page.goto(f"/pairs/{talk.pair.id}")
    page.locator("#m45 > a").first.click()
    page.get_by_role("link", name="Report").click()
    page.get_by_label("A threat, or fear for somebody's safety").check()
    page.get_by_label("In your own words").fill("I am afraid.\nPlease look.")
    page.get_by_role("button", name="Show earlier").click()
    expect(page.get_by_text("1 message that you ticked is on another page of them.")).to_be_visible()
    tick(page, 20)
    page.get_by_role("button", name="Show earlier").click()
    tick(page, 3)
    page.get_by_role("button", name="Show later").click()
    expect(page.get_by_role("checkbox", name=re.compile("Words 20$"))).to_be_checked()
    expect(page.get_by_label("In your own words")).to_have_value("I am afraid.\nPlease look.")
    page.get_by_role("button", name="See what will be sent").click()
    expect(page.get_by_text("16 messages not shared")).to_be_visible()
    expect(page.get_by_text("24 messages not shared")).to_be_visible()
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", name="Your report")).to_be_visible()
    assert [row.seq for row in Excerpt.select().order_by(Excerpt.seq)] == [3, 20, 45]


def goes_on(page: Page, talk: Cast) -> None:
    """Tick two more, look at what will be shown, change nothing, send it, block, and read the receipt."""
    tick(page, 44, 40)
    page.get_by_role("button", name="See what will be sent").click()
    expect(page.get_by_role("heading", name="If somebody is in danger now")).to_be_visible()
    expect(page.get_by_text("3 messages not shared")).to_be_visible()
    expect(page.get_by_text("Words 41")).to_have_count(0)
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_role("checkbox", name=re.compile("Words 40$"))).to_be_checked()
    page.get_by_role("button", name="See what will be sent").click()
    assert not (found := axe.problems_on(page)), "\n".join(found)
    page.get_by_label("Block Alice as well").check()
    page.get_by_role("button", name="Send the report").dblclick()
    expect(page.get_by_role("heading", name="Your report")).to_be_visible()
    expect(page.get_by_text("Nobody has opened it yet.")).to_be_visible()
    assert Report.select().count() == 1
    page.goto(f"/pairs/{talk.pair.id}")
    expect(page.locator("#composer")).to_have_count(0)


def test_bob_can_do_it_all_with_the_keyboard(laptop: Opens, talk: Cast) -> None:
    page = laptop(talk.bob)
    page.goto(f"/pairs/{talk.pair.id}/messages/45/reports/new")
    page.get_by_label("Harassment or bullying").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")  # what a form is sent with: not the button that shows other messages
    expect(page.get_by_role("heading", name="Check before you send")).to_be_visible()
    page.get_by_role("button", name="Send the report").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your report")).to_be_visible()


def test_bob_is_told_what_is_missing_and_the_page_is_in_order(laptop: Opens, talk: Cast) -> None:
    page = laptop(talk.bob)
    page.goto(f"/pairs/{talk.pair.id}/reports/new")
    page.get_by_role("button", name="See what will be sent").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert not (found := axe.problems_on(page)), "\n".join(found)
    page.get_by_role("link", name="Choose what it is about.").click()
    page.get_by_label("Something else").check()
    page.get_by_label("In your own words").fill("Help")
    page.get_by_role("button", name="See what will be sent").click()
    expect(page.get_by_role("heading", name="Check before you send")).to_be_visible()


def test_bob_can_report_after_he_has_blocked(phone: Opens, talk: Cast) -> None:
    safety.block(blocker=talk.bob, blocked=talk.alice)
    page = phone(talk.bob)
    page.goto(f"/pairs/{talk.pair.id}")
    page.locator("#m45 > a").first.click()
    page.get_by_role("menuitem", name="Report").click()
    page.get_by_label("Something else").check()
    page.get_by_role("button", name="See what will be sent").click()
    expect(page.get_by_label("Block Alice as well")).to_have_count(0)
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", name="Your report")).to_be_visible()


def test_charlie_finds_nothing_to_report(phone: Opens, talk: Cast) -> None:
    page = phone(talk.charlie)
    page.goto(f"/pairs/{talk.pair.id}/reports/new")
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
