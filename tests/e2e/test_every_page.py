"""Every page, as axe and a narrow screen see it."""

import pytest

from tests.e2e import axe, story
from tests.e2e.conftest import Opens
from tests.e2e.pages import WALKS, Walk


@pytest.mark.parametrize("walk", WALKS, ids=str)
def test_axe_finds_nothing_and_nothing_overflows(laptop: Opens, walk: Walk) -> None:
    here = story.lived_in()
    page = laptop(here.member(walk.who))
    found = []
    for visit in walk.visits:
        answer = page.goto(visit.address(here))
        assert answer is not None
        assert answer.status == (404 if visit.path == "/nowhere" else 200), visit
        found += [f"{visit}: {problem}" for problem in axe.problems_on(page)]
    assert not found, "\n".join(found)


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
