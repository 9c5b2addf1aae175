"""A say and a way back, on a phone, with and without script."""

from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from db.clock import now
from db.models import Pair
from tests import people
from tests.e2e.conftest import Opens


def aged(pair: Pair, days: int) -> str:
    """The address of the pair's page, introduced some days ago."""
    Pair.update(introduced_at=now() - timedelta(days=days)).where(Pair.id == pair.id).execute()
    return f"/pairs/{pair.id}"


@pytest.mark.parametrize("script", [True, False])
def test_bob_can_decline_in_two_taps_and_alices_open_page_is_closed(phone: Opens, laptop: Opens, script: bool) -> None:
    cast = people.cast()
    page, hers = phone(cast.bob, script=script), laptop(cast.alice)
    hers.goto(f"/pairs/{cast.pair.id}")
    expect(hers.locator("#conversation textarea")).to_be_visible()
    page.goto(f"/pairs/{cast.pair.id}")
    page.get_by_role("link", name="Not the right fit").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Give this introduction back?")
    page.get_by_role("button", name="Give it back").click()
    expect(page.get_by_role("status")).to_contain_text("come first in the next round")
    expect(page.locator("main")).to_contain_text("You are waiting to be paired")
    expect(hers.locator("#conversation textarea")).to_be_hidden()
    hers.goto("/")
    expect(hers.locator("main")).to_contain_text("not the right fit at the right time")
    fresh = Pair.get_by_id(cast.pair.id)
    assert (fresh.state, fresh.mentor_enrollment.state, fresh.mentee_enrollment.state) == (
        "ended",
        "waiting",
        "waiting",
    )


@pytest.mark.parametrize("script", [True, False])
def test_the_two_are_asked_how_they_fit_and_not_a_fit_leads_on(phone: Opens, script: bool) -> None:
    cast = people.cast()
    address, page = aged(cast.pair, 15), phone(cast.alice, script=script)
    page.goto("/")
    page.get_by_role("link", name="How do you two fit?").click()
    page.get_by_label("Still deciding").check()
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("Only you see what you answered")).to_be_visible()
    expect(question(page)).to_have_count(0)
    bobs = phone(cast.bob, script=script)
    bobs.goto(address)
    question(bobs).get_by_role("button", name="Not a fit").click()
    expect(bobs.locator("main")).to_contain_text("come first in the next round")
    bobs.get_by_role("link", name="Go on with Alice").click()
    expect(question(bobs)).to_have_count(0)
    bobs.get_by_role("link", name="How you two fit").click()
    expect(bobs.get_by_label("Not a fit")).to_be_checked()
    bobs.get_by_role("button", name="Answer").click()
    bobs.get_by_role("button", name="End the mentorship").click()
    expect(bobs.locator("main")).to_contain_text("You are waiting to be paired")


def question(page: Page) -> Locator:
    return page.get_by_role("region", name="How do you two fit?")
