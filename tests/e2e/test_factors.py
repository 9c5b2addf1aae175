"""Passkeys with the browser's own authenticator, an app's codes, recovery codes, and a host who must have a factor."""

import re
from collections.abc import Callable

import pyotp
import pytest
from playwright.sync_api import Page, expect

from db.models import Member
from tests import people
from tests.e2e import axe
from tests.e2e.conftest import Opens
from tests.people import PASSWORD, Cast
from webapp.domain import instance

HOME = re.compile(r"localhost:\d+/$")


def give_authenticator(page: Page) -> None:
    """Let the page's browser have a phone's passkeys, opened by a fingerprint that fits."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
    verifies = {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, **verifies}})


def write_password(page: Page) -> None:
    page.fill("[name=email]", "bob@example.org")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def confirm(page: Page) -> None:
    """Say again who it is, where that is asked for."""
    page.fill("[name=present]", PASSWORD)
    page.get_by_role("button", name="Go on").click()


def sign_out(page: Page) -> None:
    page.goto("/account")
    if "login" not in page.url:
        page.get_by_role("button", name="Sign out", exact=True).last.click()
    page.goto("/login")


def set_up_app(page: Page) -> pyotp.TOTP:
    page.get_by_role("button", name="Set up an app").click()
    app = pyotp.TOTP(page.locator("code").inner_text().replace(" ", ""))
    page.fill("[name=code]", app.now())
    page.get_by_role("button", name="Finish").click()
    return app


def codes_on(page: Page) -> list[str]:
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    return page.locator("pre").inner_text().split()


def test_bob_can_add_a_passkey_sign_out_and_sign_in_with_it(phone: Opens, cast: Cast) -> None:
    page = phone(cast.bob)
    give_authenticator(page)
    page.goto("/account/passkeys/new")
    confirm(page)
    page.fill("[name=name]", "My phone")
    page.get_by_role("button", name="Add a passkey").click()
    assert len(codes_on(page)) == 10
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("button", name="Remove My phone")).to_be_visible()
    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(HOME)
    sign_out(page)
    write_password(page)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(HOME)


def test_charlie_cannot_sign_in_with_a_passkey_that_he_does_not_have(phone: Opens, cast: Cast) -> None:
    page = phone()
    give_authenticator(page)
    page.goto("/login")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_have_text("That did not work. Try again.")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_bob_can_set_up_an_app_and_sign_in_with_a_recovery_code_once(phone: Opens, cast: Cast, script: bool) -> None:
    page = phone(cast.bob, script=script)
    page.goto("/account/factors")
    confirm(page)
    set_up_app(page)
    code = codes_on(page)[0]
    for works in (True, False):
        sign_out(page)
        if not script:
            expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
        write_password(page)
        page.get_by_role("link", name="Use a recovery code").click()
        page.fill("[name=code]", code)
        page.get_by_role("button", name="Sign in").click()
        expect(page).to_have_url(HOME if works else re.compile("recovery-code$"))


def test_a_host_who_must_have_a_factor_sets_one_up_and_comes_back(
    laptop: Opens, cast: Cast, link_mailed_to: Callable[[str], str]
) -> None:
    host: Member = people.member("Harriet Host", is_host=True)
    instance.change(host=host, second_factor_for="hosts")
    page = laptop(host)
    page.goto("/host")
    confirm(page)
    expect(page.get_by_text("ask this of everybody with your tasks")).to_be_visible()
    set_up_app(page)
    codes_on(page)
    page.get_by_role("link", name="I have kept them").click()
    expect(page).to_have_url(re.compile("/host$"))
    expect(page.get_by_role("heading", name="This site")).to_be_visible()
    assert link_mailed_to("harriet@example.org") == "/password-resets/new"


def test_axe_finds_nothing_on_the_pages_of_factors(laptop: Opens, cast: Cast) -> None:
    page, found = laptop(cast.bob), []
    give_authenticator(page)
    page.goto("/account/factors")
    found += axe.problems_on(page)
    confirm(page)
    found += axe.problems_on(page)
    page.get_by_role("link", name="Add a passkey").click()
    found += axe.problems_on(page)
    page.fill("[name=name]", "My laptop")
    page.get_by_role("button", name="Add a passkey").click()
    codes_on(page)
    found += axe.problems_on(page)
    page.goto("/account/factors")
    page.get_by_role("button", name="Set up an app").click()
    found += axe.problems_on(page)
    page.goto("/account/factors")
    set_up_app(page)
    found += axe.problems_on(page)
    sign_out(page)
    found += axe.problems_on(page)
    write_password(page)
    found += axe.problems_on(page)
    page.get_by_role("link", name="Use a recovery code").click()
    found += axe.problems_on(page)
    assert not found, "\n".join(found)
