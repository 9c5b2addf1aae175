"""After signing out nothing is left on the device: not by going back, not in storage, not in the cache."""

from playwright.sync_api import expect

from tests import world
from tests.e2e.conftest import Opens


def test_nobody_can_go_back_to_bobs_words_after_he_signed_out(laptop: Opens) -> None:
    here = world.make()
    page = laptop(here.cast.bob)
    page.goto(f"/pairs/{here.ids['pair']}")
    expect(page.locator("#log")).to_contain_text(world.CANARY)
    page.locator("#body").fill("half a sentence, not sent")
    page.evaluate("localStorage.setItem('outbox-test', 'unsent words')")
    page.goto("/account")
    page.locator('form[action="/logout"] button').click()
    page.wait_for_url("**/")
    for _ in range(2):
        page.go_back()
        assert world.CANARY not in page.content()
        assert "half a sentence" not in page.content()
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert page.evaluate("caches.keys()") == []
    assert not page.context.cookies() or "_user_id" not in str(page.context.cookies())


def test_nobody_can_see_bobs_words_on_a_page_that_was_open_when_he_signed_out_elsewhere(laptop: Opens) -> None:
    here = world.make()
    page = laptop(here.cast.bob)
    page.goto(f"/pairs/{here.ids['pair']}")
    other = page.context.new_page()
    other.goto("/account")
    other.locator('form[action="/logout"] button').click()
    other.wait_for_url("**/")
    page.reload()
    expect(page.locator("#log")).to_have_count(0)
    assert world.CANARY not in page.content()
