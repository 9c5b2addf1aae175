"""Every page, as axe and a narrow screen see it."""

import pytest
from flask import Flask

from tests.e2e import axe, story
from tests.e2e.conftest import Opens
from tests.e2e.pages import SEEN_OTHERWISE, VISITS, Visit


@pytest.mark.parametrize("visit", VISITS, ids=lambda visit: f"{visit.endpoint}-{visit.who}")
def test_axe_finds_nothing_and_nothing_overflows(laptop: Opens, visit: Visit) -> None:
    cast = story.lived_in()
    page = laptop(getattr(cast, visit.who) if visit.who else None)
    answer = page.goto(visit.address(cast))
    assert answer is not None
    assert answer.status == 200
    assert not (found := axe.problems_on(page)), "\n".join(found)


def test_every_page_is_visited(app: Flask) -> None:
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.websocket}
    missing = pages - {visit.endpoint for visit in VISITS} - SEEN_OTHERWISE.keys()
    assert not missing, f"tests/e2e/pages.py lacks {sorted(missing)}"


def test_axe_and_the_narrow_screen_find_what_is_wrong(laptop: Opens) -> None:
    page = laptop()
    page.goto("/login")
    page.evaluate("""() => {
      const image = document.querySelector("main").appendChild(document.createElement("img"));
      image.style.width = "2000px";
    }""")
    found = "\n".join(axe.problems_on(page))
    assert "390 px, dark: image-alt" in found
    assert "320 px, right to left: the page scrolls sideways" in found
