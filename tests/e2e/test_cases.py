"""A case from the report to the answer of an appeal: Bob, Sam, Alice and the host, without script."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from db.clock import now
from tests import casework, people
from tests.e2e.conftest import Opens


def test_a_report_is_looked_at_decided_and_looked_at_again(no_script_phone: Opens, no_script_laptop: Opens) -> None:
    cast = people.cast()
    host, report = casework.host(), casework.filed(cast)
    sam, alice, bob = no_script_laptop(cast.sam), no_script_phone(cast.alice), no_script_phone(cast.bob)
    _takes_it_up(sam)
    _pauses_for_a_week(sam)
    bob.goto(f"/pairs/{cast.pair.id}")
    expect(bob.locator("main")).to_contain_text("This conversation is resting for now.")
    expect(bob.locator("#composer")).to_have_count(0)
    _reads_it_and_appeals(alice)
    _answers(no_script_laptop(host))
    alice.goto("/")
    expect(alice.locator("main")).to_contain_text(cast.group.name)
    bob.goto(f"/pairs/{cast.pair.id}")
    expect(bob.locator("#composer")).to_be_visible()
    bob.goto(f"/reports/{report.id}")
    expect(bob.get_by_text("What was done")).to_have_count(2)
    expect(bob.locator("main")).not_to_contain_text("Sam")


def test_alices_open_page_is_cut_off_when_she_is_paused(laptop: Opens) -> None:
    cast = people.cast()
    report = casework.filed(cast)
    alice, sam = laptop(cast.alice), laptop(cast.sam)
    alice.goto(f"/pairs/{cast.pair.id}")
    expect(alice.locator("#conversation textarea")).to_be_visible()
    sam.goto(f"/cases/{report.id}/decisions/new?outcome=pause")
    sam.get_by_role("button", name="Decide, and send the words").click()
    expect(sam.get_by_role("status")).to_contain_text("It is decided")
    expect(alice.locator("main")).to_contain_text("This conversation is resting for now.")
    expect(alice.locator("#conversation textarea")).to_be_hidden()


def _takes_it_up(sam: Page) -> None:
    sam.goto("/")
    sam.get_by_role("link", name="Open: 1 case waits for you").click()
    expect(sam.locator("main")).not_to_contain_text("Alice")
    sam.get_by_role("link", name="Harassment or bullying").click()
    expect(sam.locator("main")).to_contain_text("Words 1")
    expect(sam.locator("main")).to_contain_text("1 message not shared")
    sam.get_by_role("button", name="Take it up").click()
    sam.get_by_label("A note for the others who handle it").fill("The first one is enough.")
    sam.get_by_role("button", name="Add the note").click()
    expect(sam.locator("#notes")).to_contain_text("The first one is enough.")


def _pauses_for_a_week(sam: Page) -> None:
    sam.get_by_role("link", name="Choose: A pause in the group").click()
    sam.get_by_label("They may come back on").fill((now() + timedelta(days=7)).date().isoformat())
    sam.get_by_label("To Alice, whom it is about").fill("Please keep to what you two came for.")
    sam.get_by_role("button", name="Decide, and send the words").click()
    expect(sam.locator("main")).to_contain_text("Nothing waits for you")


def _reads_it_and_appeals(alice: Page) -> None:
    alice.goto("/")
    alice.get_by_role("link", name="Those who look after safety have written to you.").click()
    expect(alice.locator("main")).to_contain_text("Please keep to what you two came for.")
    expect(alice.locator("main")).not_to_contain_text("Bob")
    alice.get_by_role("link", name="Ask for a second look").click()
    alice.get_by_label("What should be looked at again?").fill("I had said sorry.")
    alice.get_by_role("button", name="Ask for it").click()
    expect(alice.get_by_role("status")).to_contain_text("Your request has arrived")


def _answers(host: Page) -> None:
    host.goto("/host/cases")
    host.get_by_role("link", name="Harassment or bullying").click()
    expect(host.locator("main")).to_contain_text("I had said sorry.")
    host.get_by_role("link", name="Choose: Nothing needs to be done").click()
    host.get_by_role("button", name="Decide, and send the words").click()
    expect(host.locator("main")).to_contain_text("Nothing waits for you")
