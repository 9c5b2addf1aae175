"""A profile, with and without script: written, looked at as others see it, read by a partner, and by keyboard."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import people
from tests.e2e.conftest import Opens


@pytest.mark.parametrize("script", [True, False])
def test_bob_says_how_to_reach_him_and_alice_alone_reads_it(phone: Opens, laptop: Opens, script: bool) -> None:
    cast = people.cast()
    page = phone(cast.bob, script=script)
    page.goto("/account")
    page.get_by_role("link", name="Change your profile").click()
    page.get_by_label("Where I live", exact=True).fill("Riva")
    page.get_by_label("Who sees it: Where I live").select_option("My pairs, programs and groups")
    page.get_by_text("Italiano").click()
    contact = page.get_by_label("How to write to me elsewhere", exact=True)
    contact.fill("@bob on Signal")
    expect(page.get_by_label("Who sees it: How to write to me elsewhere").locator("option")).to_have_count(2)
    page.get_by_label("Who sees it: How to write to me elsewhere").select_option("My pairs")
    page.get_by_role("button", name="Save").click()
    expect(card(page)).to_contain_text("@bob on Signal")
    page.get_by_role("link", name="Same group").click()
    expect(card(page)).to_contain_text("Riva")
    expect(card(page)).not_to_contain_text("@bob")
    page.get_by_role("link", name="A stranger").click()
    expect(card(page)).to_have_count(0)

    alices = laptop(cast.alice, script=script)
    alices.goto(f"/pairs/{cast.pair.id}")
    expect(alices.get_by_role("region", name="Bob Conti")).to_contain_text("@bob on Signal")
    alices.get_by_role("link", name="Bob Conti").click()
    expect(card(alices)).to_contain_text("Italian")
    sams = phone(cast.sam, script=script)
    sams.goto(f"/groups/{cast.group.slug}")
    sams.get_by_role("link", name="Bob Conti").click()
    expect(card(sams)).to_contain_text("Riva")
    expect(card(sams)).not_to_contain_text("@bob")


def test_a_profile_can_be_written_by_keyboard(laptop: Opens) -> None:
    page = laptop(people.cast().bob)
    page.goto("/profile")
    page.get_by_label("Where I live", exact=True).focus()
    page.keyboard.type("Riva")
    page.keyboard.press("Tab")
    page.keyboard.type("Only me")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Your profile is saved")
    page.get_by_role("link", name="Change your profile").press("Enter")
    expect(page.get_by_label("Where I live", exact=True)).to_have_value("Riva")
    expect(page.get_by_label("Who sees it: Where I live")).to_have_value("me")


def card(page: Page) -> Locator:
    return page.locator("section[id^=member-]")
