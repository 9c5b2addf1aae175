"""Text that means harm, in every field of every form, seen in Chromium by whoever reads it: it is text, and no more."""

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from db.database import database
from tests import hostile, world
from tests.conftest import Browser
from tests.e2e.browser import PHONE, Visits
from tests.e2e.pages import VISITS
from tests.filling import fill
from tests.hostile import CORPUS, MARK
from webapp import inputs
from webapp.extensions import limiter

WRITERS = ("bob", "alice", "olivia", "sam", "host")
NARROW = {**PHONE, "viewport": {"width": 320, "height": 700}}
READERS = sorted({visit.who for visit in VISITS})
# What of a page has come alive: an attribute that acts, or an element that fetches, with the mark in it.
ALIVE = """(mark) => [...document.querySelectorAll("*")].filter((one) =>
  one.id === mark || [...one.attributes].some(({name, value}) => value.includes(mark) &&
    (/^(on|hx-|data-hx-|ws-|src|action|data$|style|http-equiv|content)/.test(name)
      || value.trim().startsWith("javascript:")))
  || (["SCRIPT", "STYLE", "IFRAME", "OBJECT", "BASE"].includes(one.tagName) && one.outerHTML.includes(mark))
).map((one) => one.outerHTML.slice(0, 200))"""
MESSAGES = [*CORPUS[::2], "\n".join(CORPUS[1::2])]  # half of them one by one: more than thirty a minute is too much
WIDTH = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def watched(visits: Visits) -> Any:
    """`watched(member)` is a narrow page that notes what it asks for and what it opens."""

    def opened(member: Any) -> Page:
        page = visits.open(NARROW, member)
        page.on(
            "request", lambda request: visits.troubles.append(f"asked: {request.url}") if MARK in request.url else None
        )
        page.on("dialog", lambda dialog: visits.troubles.append(f"dialog: {dialog.message}"))
        page.on("websocket", lambda ws: visits.troubles.append(f"socket: {ws.url}") if MARK in ws.url else None)
        return page

    return opened


def planted(app: Flask) -> world.World:
    """The world, in which everybody has filled whatever form they found."""
    here = world.make()
    for number, who in enumerate(WRITERS):
        limiter.reset()
        browser = Browser(app, here.people[who])
        answers = fill(here, browser, who, lambda most, turn, first=number * 7: hostile.fitting(most, first + turn))
        taken = [action for action, status in answers.items() if status < 400]
        assert len(taken) >= 2, f"{who}: {answers}"
    database.connect(reuse_if_open=True)
    return here


@pytest.mark.parametrize("who", READERS)
def test_whoever_reads_it_sees_text(app: Flask, base_url: str, watched: Any, who: str) -> None:
    here = planted(app)
    page = watched(here.people[who])
    wrong = []
    for visit in [visit for visit in VISITS if visit.who == who]:
        page.goto(visit.path.format(**here.ids))
        if alive := page.evaluate(ALIVE, MARK):
            wrong.append(f"{visit.path}: {alive}")
        if (over := page.evaluate(WIDTH)) > 0:
            wrong.append(f"{visit.path}: {over} px too wide")
        if MARK in page.title() and "<" not in page.title():
            wrong.append(f"{visit.path}: the title is {page.title()}")
    assert not wrong, "\n".join(wrong)


def test_alice_sees_each_message_as_it_was_written_pushed_and_when_she_comes_back(
    app: Flask, base_url: str, watched: Any
) -> None:
    here = world.make()
    pair = here.ids["pair"]
    alice, bob = watched(here.cast.alice), watched(here.cast.bob)
    for page in (alice, bob):
        page.goto(f"/pairs/{pair}")
    expect(alice.locator("#log")).to_be_visible()
    for text in MESSAGES:
        bob.locator("#body").fill(text)
        bob.locator("#composer button").click()
    expected = [shown(text) for text in MESSAGES]
    for page in (alice, bob):
        expect(page.locator("#log li[data-client]")).to_have_count(len(MESSAGES) + 2)  # and what they wrote before
        assert not page.evaluate(ALIVE, MARK)
        assert page.evaluate(WIDTH) <= 0
    alice.reload()
    for page in (alice, bob):
        texts = [shown(text) for text in page.locator("#log li[data-client]").all_text_contents()]
        for text in expected:
            assert any(text in one for one in texts), text


def shown(text: str) -> str:
    """A text without its white space and what cannot be kept."""
    return "".join(inputs.keepable(text).split())
