"""Olivia pairs a hundred people from suggestions: with script, without, and by keyboard."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Page, expect

from db.models import Enrollment, Pair, PairingPolicy, Round, Suggestion
from tests import pools, world
from tests.e2e.conftest import Opens
from tests.people import Cast

MENTEES, MENTORS, PLACES = 100, 34, 3
MOST_INTERACTIONS = 30


@dataclass
class Desk:
    """Olivia at the board: counts what she does, and notes how long the board takes to answer."""

    page: Page
    interactions: int = 0
    times: dict[str, list[float]] = field(default_factory=dict)

    def click(self, target: Locator) -> None:
        """One click, wherever it leads."""
        target.click()
        self.interactions += 1

    def work(self, what: str, target: Locator, says: str) -> None:
        """A click whose answer is the board, saying what was done."""
        begun = time.perf_counter()
        with self.page.expect_response(lambda answer: answer.request.method == "POST", timeout=30_000):
            self.click(target)
        expect(self.page.locator("#done")).to_contain_text(says)
        self.times.setdefault(what, []).append(time.perf_counter() - begun)

    def row(self, number: int) -> Locator:
        """A row of the list, from 0."""
        return self.page.locator("#board > .rows > li").nth(number)

    def button(self, number: int, name: str) -> Locator:
        """A row's button."""
        return self.row(number).get_by_role("button", name=name)

    def report(self) -> str:
        """What she did and how long it took, in milliseconds."""
        shown = {what: [round(1000 * one) for one in some] for what, some in self.times.items()}
        return f"{self.interactions} interactions; milliseconds to the board's answer: {shown}"


@pytest.fixture
def cast() -> Cast:
    made = world.make().cast
    for table in (Round, PairingPolicy):
        table.delete().execute()
    Enrollment.delete().where(Enrollment.state == "waiting").execute()
    Enrollment.update(capacity=1).execute()
    pools.waiting(made.program, MENTEES, MENTORS, PLACES)
    return made


def begins(page: Page, cast: Cast) -> Desk:
    desk = Desk(page)
    page.goto(f"/programs/{cast.program.id}")
    desk.click(page.get_by_role("link", name="Pairing"))
    desk.click(page.get_by_role("button", name="Suggest pairs"))
    expect(desk.page.locator("#board")).to_contain_text(f"to look at {MENTEES}")
    return desk


def publishes(desk: Desk, many: int) -> None:
    desk.click(desk.page.get_by_role("link", name=f"Introduce {many} pairs"))
    desk.click(desk.page.get_by_role("button", name=f"Introduce {many} pairs"))
    expect(desk.page.get_by_text(f"{many} pairs have been introduced.")).to_be_visible(timeout=60_000)


def test_olivia_can_pair_a_hundred_people_in_a_few_interactions(
    laptop: Opens, cast: Cast, record_property: Callable[[str, object], None]
) -> None:
    page = laptop(cast.olivia)
    desk = begins(page, cast)
    desk.work("skip", desk.button(0, "Skip"), "Skipped")
    desk.work("skip", desk.button(1, "Skip"), "Skipped")
    desk.work("undo", page.locator("#done").get_by_role("button", name="Undo"), "undone")
    desk.work("lock", desk.button(2, "Lock"), "Locked")
    desk.work("unlock", desk.button(2, "Unlock"), "The lock is open")
    desk.click(desk.row(3).get_by_role("link", name="Choose another"))
    picks = page.locator("#picks")
    expect(picks).to_contain_text("The whole loses")
    desk.work("choose", picks.get_by_role("button", name="Choose").nth(1), "Chosen and locked")
    page.get_by_label("Fit of").select_option("70")
    desk.interactions += 1
    desk.work("accept all", page.get_by_role("button", name="Accept all these"), "are accepted")
    for _ in range(5):
        desk.work("accept", desk.button(0, "Accept"), "Accepted:")
    page.get_by_label("Fit of").select_option(index=page.get_by_label("Fit of").locator("option").count() - 1)
    desk.interactions += 1
    desk.work("accept all", page.get_by_role("button", name="Accept all these"), "accepted")
    expect(page.locator("#board")).to_contain_text(f"accepted {MENTEES}")
    publishes(desk, MENTEES)
    assert Pair.select().where(Pair.program == cast.program).count() == MENTEES + 2  # and who was paired before
    assert not Enrollment.select().where((Enrollment.role == "mentee") & (Enrollment.state == "waiting")).exists()
    assert Suggestion.select().where(Suggestion.cost > 0).exists()
    assert desk.interactions <= MOST_INTERACTIONS
    record_property("board", desk.report())
    print(desk.report())


def test_olivia_can_do_it_without_script(no_script_laptop: Opens, cast: Cast) -> None:
    page = no_script_laptop(cast.olivia)
    desk = begins(page, cast)
    desk.work("accept", desk.button(0, "Accept"), "Accepted:")
    desk.work("undo", page.locator("#done").get_by_role("button", name="Undo"), "open again")
    desk.work("skip", desk.button(0, "Skip"), "Skipped")
    desk.click(desk.row(1).get_by_role("link", name="Choose another"))
    desk.work("choose", page.locator("#picks").get_by_role("button", name="Choose").first, "Chosen and locked")
    page.get_by_label("Fit of").select_option("70")
    desk.work("accept all", page.get_by_role("button", name="Accept all these"), "are accepted")
    many = Suggestion.select().where(Suggestion.state == "accepted").count()
    desk.click(page.get_by_role("link", name=f"Introduce {many} pairs"))
    page.get_by_label("Last sentence of every introduction").fill("Begin, {mentee}.")
    desk.click(page.get_by_role("button", name="Show how it reads"))
    expect(page.locator("details").first).to_contain_text("Begin, ")
    desk.click(page.get_by_role("button", name=f"Introduce {many} pairs"))
    expect(page.get_by_text(f"{many} pairs have been introduced.")).to_be_visible(timeout=60_000)
    newest = Pair.select().order_by(Pair.id.desc()).first()
    assert newest.introduction.endswith(f"Begin, {newest.mentee.first_name}.")


def test_olivia_can_go_down_the_board_by_keyboard(laptop: Opens, cast: Cast) -> None:
    page = laptop(cast.olivia)
    desk = begins(page, cast)
    order = [desk.row(n).get_attribute("id") for n in range(4)]
    desk.button(0, "Accept").focus()
    for following in order[1:]:
        page.keyboard.press("Enter")
        assert following
        expect(page.locator(f"#accept-{following.removeprefix('suggestion-')}")).to_be_focused()
        expect(page.locator(f"#accept-{following.removeprefix('suggestion-')}")).to_be_in_viewport()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # choose another
    expect(page.locator("#picks h4")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#done")).to_contain_text("Chosen and locked")
    assert Suggestion.select().where(Suggestion.state == "accepted").count() == len(order) - 1


def test_two_admins_see_what_the_other_did(laptop: Opens, phone: Opens, cast: Cast) -> None:
    first, second = Desk(laptop(cast.olivia)), Desk(phone(cast.olivia))
    first = begins(first.page, cast)
    second.page.goto(first.page.url)
    first.work("skip", first.button(0, "Skip"), "Skipped")
    second.click(second.button(0, "Accept"))
    expect(second.page.get_by_role("alert")).to_contain_text("Somebody else changed this")
    assert not Suggestion.select().where(Suggestion.state == "accepted").exists()
