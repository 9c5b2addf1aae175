"""The path's editor in a real browser: quick with script, whole without, and by keyboard."""

from playwright.sync_api import Page, expect

from db.models import Step
from tests import people
from tests.e2e.conftest import Opens


def titles(page: Page) -> list[str]:
    """What the path shows, on a page that stands still."""
    return [text.split(". ", 1)[1] for text in page.locator(".path li b").all_inner_texts()]


def expect_path(page: Page, path: list[str]) -> None:
    expect(page.locator(".path li b")).to_have_text([f"{n}. {title}" for n, title in enumerate(path, 1)])


def test_olivia_can_move_a_step_by_keyboard_and_keeps_her_place(laptop: Opens) -> None:
    cast = people.cast()
    first = Step.of_program(cast.program).first()
    page = laptop(cast.olivia)
    page.goto(f"/programs/{cast.program.id}/steps")
    page.evaluate("window.stayed = true")
    page.locator(f"#down-step-{first.id}").focus()
    for place in (2, 3):
        page.keyboard.press("Enter")
        expect(page.locator(".path li b").nth(place - 1)).to_have_text(f"{place}. Step number 1")
        expect(page.locator(f"#down-step-{first.id}")).to_be_focused()
    assert page.evaluate("window.stayed")
    assert [step.title for step in Step.of_program(cast.program)][2] == "Step number 1"


def test_olivia_is_shown_how_the_path_stands_when_somebody_else_moved_it(laptop: Opens) -> None:
    cast = people.cast()
    first = Step.of_program(cast.program).first()
    mine, theirs = laptop(cast.olivia), laptop(cast.olivia)
    for page in (mine, theirs):
        page.goto(f"/programs/{cast.program.id}/steps")
    theirs.locator(f"#down-step-{first.id}").click()
    expect(theirs.locator(".path li b").nth(1)).to_have_text("2. Step number 1")
    mine.locator(f"#down-step-{first.id}").click()
    expect(mine.get_by_role("alert")).to_contain_text("Somebody else changed this")
    expect(mine.locator(".path li b").nth(1)).to_have_text("2. Step number 1")


def test_olivia_can_make_a_program_and_change_its_path_without_script(laptop: Opens) -> None:
    cast = people.cast()
    page = laptop(cast.olivia, script=False)
    page.goto(f"/groups/{cast.group.slug}/programs/new")
    page.get_by_role("link", name="Encouragement and support").click()
    page.get_by_role("button", name="Open for enrollment").click()
    expect(page.get_by_role("status")).to_contain_text("open for enrollment")
    page.locator("details.more summary").click()
    page.get_by_role("link", name="Path", exact=True).click()
    expect(page.get_by_role("link", name="Remove").first).to_be_visible()
    page.wait_for_load_state()
    first, second, *others = titles(page)
    page.locator("[id^=down-step]").first.click()
    expect_path(page, [second, first, *others])
    page.get_by_role("link", name="Remove").first.click()
    page.get_by_role("button", name="Remove the step").click()
    expect_path(page, [first, *others])
    page.get_by_role("button", name="Put back").click()
    expect(page.locator(".path li b")).to_have_count(len(others) + 2)
