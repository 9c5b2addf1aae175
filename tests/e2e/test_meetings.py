"""A meeting between two screens: proposed on one, accepted on the other, with and without script."""

from datetime import timedelta

import icalendar
import pytest
from playwright.sync_api import Page, expect

from db.clock import now
from db.models import Meeting
from tests import people
from tests.e2e.conftest import Opens
from tests.people import Cast


def free_on_weekdays(cast: Cast) -> None:
    """Both are free every evening; Alice lives in Rome, Bob in London."""
    slots = [f"{day}-evening" for day in range(7)]
    for member, place, zone in (
        (cast.alice, cast.pair.mentor_enrollment, "Europe/Rome"),
        (cast.bob, cast.pair.mentee_enrollment, "Europe/London"),
    ):
        member.time_zone = place.time_zone = zone
        place.availability = slots
        member.save(), place.save()


def propose(hers: Page, cast: Cast, *, script: bool) -> None:
    """Alice proposes a suggested time, and with script one of her own."""
    hers.goto(f"/pairs/{cast.pair.id}")
    hers.get_by_role("link", name="Plan a meeting").click()
    hers.get_by_label("17:00 for Bob (London)").nth(1).check()
    if script:  # without it the fields are in a part of the page that opens by itself all the same
        hers.get_by_text("Times of your own").click()
        hers.locator("#day_1").fill((now() + timedelta(days=20)).date().isoformat())
        hers.locator("#clock_1").fill("18:30")
    hers.get_by_label("Link or place").fill("https://meet.example.org/walk")
    hers.get_by_role("button", name="Propose").click()
    expect(hers.locator("main")).to_contain_text("Waiting for Bob")


@pytest.mark.parametrize("script", [True, False])
def test_alice_can_propose_on_her_laptop_and_bob_accepts_on_his_phone(
    phone: Opens, laptop: Opens, script: bool
) -> None:
    cast = people.cast()
    free_on_weekdays(cast)
    hers, his = laptop(cast.alice, script=script), phone(cast.bob, script=script)
    propose(hers, cast, script=script)
    his.goto(f"/pairs/{cast.pair.id}")
    his.get_by_role("link", name="See your meetings").click()
    expect(his.get_by_role("link", name="https://meet.example.org/walk")).to_have_attribute(
        "rel", "noopener noreferrer nofollow ugc"
    )
    his.get_by_role("button", name="This one suits me").first.click()
    expect(his.get_by_role("status")).to_contain_text("Agreed")
    assert Meeting.get().is_agreed
    hers.goto(f"/pairs/{cast.pair.id}")
    expect(hers.get_by_role("region", name="Your next meeting")).to_contain_text("for Bob (London)")
    hers.get_by_role("link", name="See your meetings").click()
    with hers.expect_download() as loading:
        hers.get_by_role("link", name="Calendar file").click()
    event = icalendar.Calendar.from_ical(loading.value.path().read_bytes()).walk("VEVENT")[0]
    assert event["LOCATION"] == "https://meet.example.org/walk"
    hers.get_by_role("button", name="Call it off").click()
    expect(hers.get_by_role("status")).to_contain_text("Bob is told")
    his.reload()
    expect(his.get_by_role("button", name="Call it off")).to_have_count(0)


@pytest.mark.parametrize("script", [True, False])
def test_bob_can_say_until_when_he_is_away_and_alice_sees_it(phone: Opens, laptop: Opens, script: bool) -> None:
    cast = people.cast()
    his, hers = phone(cast.bob, script=script), laptop(cast.alice, script=script)
    his.goto("/account")
    his.get_by_role("link", name="Plan your days away").click()
    his.get_by_label("First day away").fill(now().date().isoformat())
    his.get_by_label("Last day away").fill((now() + timedelta(days=5)).date().isoformat())
    his.get_by_role("button", name="Save").click()
    expect(his.get_by_role("status")).to_contain_text("Your partners are told")
    hers.goto(f"/pairs/{cast.pair.id}")
    expect(hers.locator("main")).to_contain_text("Bob is away until")
    his.get_by_role("button", name="I am back").click()
    hers.reload()
    expect(hers.locator("main")).not_to_contain_text("Bob is away until")
