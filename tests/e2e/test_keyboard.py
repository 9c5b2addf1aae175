"""Pages by keyboard: Tab reaches everything in order, whatever is reached is seen, and nothing holds the focus."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import story
from tests.e2e.conftest import Opens
from tests.e2e.pages import Visit

MOST = 90  # stops on a page
# What has the focus: its name, whether something folded away hangs on it, and what is wrong with how it is seen.
STOP = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const box = at.getBoundingClientRect(), style = getComputedStyle(at);
  const over = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const wrong = [];
  // The button of a date field has a ring of the browser's own; the field itself does not match then.
  if (at.matches(":focus") && style.outlineStyle === "none") wrong.push("has no outline");
  if (box.top < 0 || box.bottom > innerHeight) wrong.push("is out of sight");
  else if (!over || !(at.contains(over) || over.contains(at))) wrong.push(`is covered by ${over?.outerHTML}`);
  const name = at.getAttribute("aria-label") || at.innerText || at.labels?.[0]?.innerText || at.name;
  return { name: name.trim().split("\\n")[0], opens: at.tagName === "SUMMARY" && !at.parentElement.open, wrong };
}"""
PAGES = (
    Visit("/account/notifications", "bob"),
    Visit("/pairs/{pair}/meetings", "bob"),
    Visit("/programs/{program}/help?level=all", "olivia"),
    Visit("/programs/{program}/help/{other_pair}", "olivia"),
    Visit("/programs/{program}/overview", "olivia"),
)


def walk(page: Page) -> list[str]:
    """Press Tab from the top to the end of a page, and open on the way what is folded; the names of the stops."""
    stops: list[str] = []
    while len(stops) < MOST:
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            return stops
        assert not stop["wrong"], f"{stop['name']} {stop['wrong']}, after {stops[-3:]}"
        stops.append(stop["name"])
        if stop["opens"]:
            page.keyboard.press("Enter")
    raise AssertionError(f"Tab does not come to an end: {stops[-8:]}")


@pytest.mark.parametrize("visit", PAGES, ids=str)
@pytest.mark.parametrize("on", ["phone", "laptop"])
def test_whatever_tab_reaches_is_seen(request: pytest.FixtureRequest, visit: Visit, on: str) -> None:
    here = story.lived_in()
    page = request.getfixturevalue(on)(here.member(visit.who))
    page.goto(visit.address(here))
    assert len(walk(page)) > 12


def test_olivia_can_open_the_rarer_pages_by_keyboard_and_go_past_them(laptop: Opens) -> None:
    here = story.lived_in()
    page = laptop(here.member("olivia"), script=False)
    page.goto(Visit("/programs/{program}/help").address(here))
    more, rhythm = page.locator(".more summary"), page.get_by_role("link", name="Rhythm", exact=True)
    more.focus()
    page.keyboard.press("Enter")
    for name in ("Program", "Announcements", "Rhythm", "Path", "Questions", "Closing", "Settings"):
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name=name, exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Show", exact=True)).to_be_focused()
    expect(rhythm).to_be_hidden()  # it would lie over what comes next
    more.focus()
    expect(rhythm).to_be_visible()
    rhythm.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("rhythm")
