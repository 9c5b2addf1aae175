"""Taking everything along and leaving for good, on a phone; what the partner then sees."""

import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from db.clock import at, now
from db.models import Member
from tests import people
from tests.e2e.axe import problems_on
from tests.e2e.conftest import Opens
from tests.e2e.mailbox import Mailbox
from tests.people import Cast
from webapp import jobs
from webapp.domain import chat

HOSTILE = "<script>document.title = 'hurt'</script><img src=x onerror=alert(1)>"


def talked() -> Cast:
    """Alice and Bob, who have written to each other."""
    cast = people.cast()
    chat.post_message(pair=cast.pair, author=cast.bob, body="What Bob wrote", client_id="1")
    chat.post_message(pair=cast.pair, author=cast.alice, body=f"What Alice wrote {HOSTILE}", client_id="2")
    return cast


def sign_in(page: Page, member: Member) -> None:
    page.goto("/login")
    page.get_by_label("E-mail").fill(member.email)
    page.get_by_label("Password").fill(people.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def ask_to_delete(page: Page) -> None:
    page.goto("/account")
    page.get_by_role("link", name="Delete your account").click()
    page.get_by_label("Present password").fill(people.PASSWORD)
    page.get_by_role("button", name="Delete my account in 24 hours").click()
    expect(page.get_by_role("status")).to_contain_text("Your account will be deleted on")


def a_day_later(member: Member) -> None:
    """The clock moves by 24 hours, and the queue does what is due."""
    with at(now() + timedelta(hours=24, minutes=1)):
        jobs.soon(jobs.queue.delete_account, member.id)


@pytest.mark.parametrize("script", [True, False])
def test_bob_can_take_everything_along_and_read_it_from_a_disk(
    phone: Opens, mails: Mailbox, browser: Browser, tmp_path: Path, script: bool
) -> None:
    page = phone(talked().bob, script=script)
    page.goto("/account")
    page.get_by_role("link", name="Download", exact=True).click()
    page.get_by_label("Present password").fill(people.PASSWORD)
    page.get_by_role("button", name="Ask for an archive").click()
    expect(page.locator("main")).to_contain_text("put")
    mails.mail_to("bob@example.org", "is ready")
    page.goto("/account/exports")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the archive").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        archive.extractall(tmp_path)
    page.goto("/account/exports")
    expect(page.locator("main")).to_contain_text("It is wiped here")
    read_from(tmp_path / "index.html", browser)


def read_from(file: Path, browser: Browser) -> None:
    """The page reads well from a disk: nothing is fetched or run, no complaint, nothing too wide, in both schemes."""
    for scheme, width in (("light", 390), ("dark", 1280), ("light", 320)):
        context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})  # type: ignore[arg-type] # a literal
        page = context.new_page()
        heard: list[str] = []
        page.on("console", lambda message: heard.append(message.text))  # noqa: B023 # read before the next one is made
        page.on("pageerror", lambda error: heard.append(str(error)))  # noqa: B023 # as above
        page.on("request", lambda asked: heard.append(asked.url))  # noqa: B023 # as above
        page.goto(file.as_uri())
        expect(page.get_by_role("heading", level=1)).to_have_text("Everything of yours at Waymark")
        expect(page.get_by_text("What Bob wrote")).to_be_visible()
        expect(page.get_by_text(f"What Alice wrote {HOSTILE}")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert heard == [file.as_uri()]
        assert not problems_on(page)
        context.close()


@pytest.mark.parametrize("script", [True, False])
def test_bob_can_leave_change_his_mind_and_leave_and_alice_keeps_her_words(
    phone: Opens, laptop: Opens, script: bool
) -> None:
    cast = talked()
    cast.bob.email = f"bob-{script}@example.org".lower()  # how often one may sign in counts over all tests
    cast.bob.save()
    hers = laptop(cast.alice)
    ask_to_delete(phone(cast.bob, script=script))
    page = phone(script=script)
    sign_in(page, cast.bob)
    expect(page.get_by_role("heading", level=1)).to_have_text("Keep your account?")
    if script:
        assert not problems_on(page)
    page.get_by_role("button", name="Keep my account").click()
    expect(page.get_by_role("status")).to_contain_text("Your account stays")
    a_day_later(cast.bob)
    sign_in(page, cast.bob)
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, Bob")
    ask_to_delete(page)
    hers.goto(f"/pairs/{cast.pair.id}")
    expect(hers.get_by_role("heading", level=1)).to_have_text("You and Bob")
    a_day_later(cast.bob)
    hers.goto("/")
    expect(hers.locator("main")).to_contain_text("Your mentee in New parents has left.")
    hers.goto(f"/pairs/{cast.pair.id}")
    expect(hers.get_by_role("heading", level=1)).to_have_text("You and a former member")
    expect(hers.locator("#log")).to_contain_text("What Alice wrote")
    expect(hers.locator("body")).not_to_contain_text("Bob")
    sign_in(page, cast.bob)
    expect(page.get_by_role("alert")).to_contain_text("do not fit")
