"""The good end of two people on their phones, without script: thanks, what is shown of them, going on, and the end."""

import pytest
from playwright.sync_api import Page, expect

from db.models import Pair
from tests import ending, people
from tests.e2e.axe import problems_on
from tests.e2e.conftest import Opens


@pytest.mark.parametrize("script", [False, True])
def test_two_people_can_come_to_a_good_end(phone: Opens, laptop: Opens, script: bool) -> None:
    cast = people.cast()
    ending.walk(cast.pair, but_last=True)
    bob, alice = phone(cast.bob, script=script), phone(cast.alice, script=script)
    bob.goto(f"/pairs/{cast.pair.id}")
    bob.get_by_role("link", name="A good end").click()
    bob.get_by_label("Your thanks").fill("Thank you for the evenings")
    bob.get_by_role("button", name="Leave it for Alice").click()
    bob.get_by_role("link", name="Show it to the group?").click()
    bob.get_by_role("button", name="Ask Alice").click()
    expect(bob.get_by_role("status")).to_contain_text("Nothing is shown before you both agree")
    alice.goto("/")
    alice.get_by_role("link", name="asks whether the group may read").click()
    expect(alice.locator("main")).to_contain_text("Thank you for the evenings")
    expect(alice.locator("main")).to_contain_text("“Bob, mentee”")
    alice.get_by_label("without a name").check()
    alice.get_by_role("button", name="Agree, and show it").click()
    expect(alice.locator("main")).to_contain_text("Shown to the group.")
    alice.goto(f"/programs/{cast.program.id}")
    expect(alice.locator("figure")).to_contain_text("a mentee")
    _answers(bob)
    _go_on_for_a_while(bob, alice, cast.pair)
    _finish(bob, cast.pair)
    _takes_back(alice, cast.pair)


def _answers(bob: Page) -> None:
    for name, number in (("goal", 4), ("worth", 5), ("recommend", 10)):
        bob.locator(f"#{name}-{number} + span").click()
    bob.get_by_label("A word to the program's admins").fill("More evenings")
    bob.get_by_role("button", name="Send my answers").click()
    expect(bob.get_by_role("status")).to_contain_text("Your answers are kept")


def _go_on_for_a_while(bob: Page, alice: Page, pair: Pair) -> None:
    bob.get_by_role("button", name="4 weeks").click()
    alice.goto(f"/pairs/{pair.id}/closing")
    alice.get_by_role("button", name="Go on together").click()
    expect(alice.locator("main")).to_contain_text("You two go on until")


def _finish(bob: Page, pair: Pair) -> None:
    bob.get_by_role("link", name="To the last step").click()
    bob.get_by_role("button", name="We did this step").click()
    bob.get_by_role("link", name="A good end").click()
    bob.get_by_role("button", name="Finish the mentorship").click()
    expect(bob.get_by_role("status")).to_contain_text("You have walked the whole path")
    assert Pair.get_by_id(pair.id).state == "completed"
    bob.get_by_role("link", name="Your certificate").click()
    expect(bob.get_by_role("heading", level=1)).to_have_text("Bob Conti")
    assert len(bob.pdf(prefer_css_page_size=True)) > 5_000
    bob.goto(f"/pairs/{pair.id}/closing")
    bob.get_by_role("button", name="Choose: As a mentor now").click()
    expect(bob.locator("main")).to_contain_text("mentor")
    expect(bob.get_by_role("heading", level=1)).not_to_have_text("A good end")


def _takes_back(alice: Page, pair: Pair) -> None:
    alice.goto(f"/pairs/{pair.id}/closing")
    alice.get_by_label("Your thanks").fill("And you, Bob")
    alice.get_by_role("button", name="Leave it for Bob").click()
    alice.get_by_role("button", name="Take it back").click()
    expect(alice.get_by_role("status")).to_contain_text("It is not shown")
    alice.goto(f"/programs/{pair.program_id}")
    expect(alice.locator("figure")).to_have_count(0)


def test_a_certificate_is_one_sheet_of_either_paper(laptop: Opens) -> None:
    cast = people.cast()
    pair = ending.finished(cast.pair)
    page = laptop(cast.bob)
    page.goto(f"/pairs/{pair.id}/certificate")
    for paper in ("A4", "Letter"):
        printed = page.pdf(format=paper, landscape=True)
        assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") == 1, paper


@pytest.mark.parametrize("path", ["closing", "certificate"])
def test_the_pages_are_usable_by_everyone(laptop: Opens, path: str) -> None:
    cast = people.cast()
    pair = ending.finished(cast.pair)
    page = laptop(cast.bob)
    page.goto(f"/pairs/{pair.id}/{path}")
    assert problems_on(page) == []
