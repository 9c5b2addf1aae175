"""A stranger becomes a member: on a phone, without script, and in Italian."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Opens, Says
from tests.people import PASSWORD


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("locale", ["en-GB", "it-IT"])
def test_dana_can_sign_up_confirm_and_come_in(
    phone: Opens, say: Says, link_mailed_to: Callable[[str], str], locale: str, script: bool
) -> None:
    page, language = phone(script=script, locale=locale), locale[:2]
    page.goto("/signup")
    expect(page.locator("html")).to_have_attribute("lang", language)
    fill(page)
    page.get_by_role("button", name=say("Sign up", language)).click()
    expect(page.get_by_role("heading", name=say("Check your mail", language))).to_be_visible()
    page.goto(link_mailed_to("dana@example.org"))
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name=say("Confirm and sign in", language)).click()
    expect(page).to_have_url(re.compile(r"/$"))
    page.get_by_role("link", name=say("You", language), exact=True).click()
    expect(page).to_have_url(re.compile(r"/account$"))


def test_dana_can_mend_what_she_wrote(phone: Opens) -> None:
    page = phone()
    page.goto("/signup")
    fill(page)
    page.fill("[name=password]", "short")
    page.get_by_role("button", name="Sign up").click()
    expect(page).to_have_title(re.compile("^Error:"))
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator("[name=name]")).to_have_value("Dana Verdi")


def fill(page: Page) -> None:
    """Fill the form in, as Dana."""
    page.fill("[name=birth_date]", "1980-02-29")
    page.fill("[name=name]", "Dana Verdi")
    page.fill("[name=email]", "dana@example.org")
    page.fill("[name=password]", PASSWORD)
