"""The sliders of a program's policy, by keyboard, with script and without."""

import pytest
from playwright.sync_api import expect

from db.models import PairingPolicy
from tests.e2e.conftest import Opens
from tests.people import Cast
from webapp.domain.matching import weights


def test_a_slider_says_its_value_while_olivia_moves_it_by_keyboard(laptop: Opens, cast: Cast) -> None:
    page = laptop(cast.olivia)
    page.goto(f"/programs/{cast.program.id}/policy")
    topics, said = page.get_by_label("Topics", exact=True), page.locator("output[for=weight_topics]")
    expect(said).to_have_text("5, quite a bit")
    topics.focus()
    for _press in range(6):
        page.keyboard.press("ArrowRight")
    expect(said).to_have_text("8, a lot")
    expect(topics).to_have_attribute("aria-valuetext", "8, a lot")


def test_a_preset_moves_the_sliders_at_once(laptop: Opens, cast: Cast) -> None:
    page = laptop(cast.olivia)
    page.goto(f"/programs/{cast.program.id}/policy")
    page.get_by_label("Near each other").check()
    expect(page.locator("output[for=weight_place]")).to_have_text("8, a lot")
    page.get_by_label("Free hours", exact=True).fill("0")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("The policy is saved.")).to_be_visible()
    policy = PairingPolicy.of(cast.program)
    assert (policy.preset, policy.weights) == ("near", {"hours": 0.0})


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_preset_and_one_moved_slider_come_to_the_same_with_and_without_script(
    laptop: Opens, no_script_laptop: Opens, cast: Cast, script: bool
) -> None:
    page = (laptop if script else no_script_laptop)(cast.olivia)
    page.goto(f"/programs/{cast.program.id}/policy")
    page.get_by_label("Goals first").check()
    page.get_by_label("Topics", exact=True).focus()
    page.keyboard.press("Home")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("The policy is saved.")).to_be_visible()
    policy = PairingPolicy.of(cast.program)
    assert weights.of(policy) == {**weights.PRESETS["goals"], "topics": 0.0}


def test_charlie_cannot_find_the_policy(laptop: Opens, cast: Cast) -> None:
    answer = laptop(cast.charlie).goto(f"/programs/{cast.program.id}/policy")
    assert answer is not None
    assert answer.status == 404
