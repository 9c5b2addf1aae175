"""Two phones and a laptop stay the same through disconnects, edits, deletions, replies, reactions, deploys.

The days of the pair are chance, but the same chance each time: what they try hangs on the seed alone.
"""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from db.models import Member
from tests.e2e import server
from tests.e2e.browser import LAPTOP, PHONE
from tests.e2e.conftest import Opens
from tests.e2e.conversations import OWN, ROWS, come, write
from tests.links import Link
from tests.people import Cast
from webapp.domain import chat, reactions

A_WHILE = 60  # seconds, until everybody has everything
MOST_POSTS = chat.PAGE - 2  # what the page shows without "Show earlier"

# A row as anybody sees it: its place, whose it is, its words and reactions, and whether deleted, edited or answered.
LOOK = r"""(rows, mine) => rows.map((row) => {
  const words = row.querySelector("p"), below = [...row.querySelectorAll("a")].map((link) => link.textContent);
  const felt = [...row.querySelectorAll(".felt button")].map((button) => button.value);
  return [row.id, row.matches(".me") === mine, words.textContent, words.className, felt.join(),
    ...below.map((text) => text.replace(/\d\d:\d\d/, ""))];
})"""
Row = list[Any]


@dataclass
class Screen:
    """One of the three, behind its own link."""

    name: str
    page: Page
    link: Link
    member: Member
    is_on: bool = True

    def log(self, alice: Member) -> list[Row]:
        """What it shows; `True` in a row is Alice."""
        return list(self.page.locator(ROWS).evaluate_all(LOOK, self.member == alice))


class Life:
    """What happens to the three, moment by moment."""

    def __init__(self, seed: int, cast: Cast, screens: list[Screen]) -> None:
        self.chance, self.cast, self.screens, self.posts = random.Random(seed), cast, screens, 0  # noqa: S311 # a game

    def go_on(self, moments: int, *, is_down: bool = False) -> None:
        """So many moments more; while the server is down, one can only write."""
        acts: list[Callable[[], None]] = [*[self.somebody_writes] * 4, self.a_link_breaks, self.a_link_is_back]
        if not is_down:
            acts += [self.somebody_edits, self.somebody_deletes, self.somebody_replies, self.somebody_reacts]
        for _ in range(moments):
            self.chance.choice(acts)()

    def somebody_writes(self) -> None:
        """From any screen: one without a link keeps it."""
        screen = self.chance.choice(self.screens)
        if self.posts < MOST_POSTS:
            self.posts += 1
            write(screen.page, f"Number {self.posts}, from {screen.name}")

    def a_link_breaks(self) -> None:
        """Cut, or a short tunnel after which what was sent arrives late."""
        screen = self.chance.choice(self.screens)
        screen.is_on = False
        self.chance.choice([screen.link.cut, lambda: screen.link.tunnel(late=True)])()

    def a_link_is_back(self) -> None:
        screen = self.chance.choice(self.screens)
        screen.is_on = True
        screen.link.restore()

    def somebody_edits(self) -> None:
        for page, seq in self.own_message():
            page.goto(f"/pairs/{self.cast.pair.id}/messages/{seq}/edit")
            page.locator("#body").fill(f"Number {seq}, said better")
            page.get_by_role("button", name="Save").click()
            expect(page.locator("h1")).not_to_have_text("Edit your message")

    def somebody_deletes(self) -> None:
        for page, seq in self.own_message():
            page.goto(f"/pairs/{self.cast.pair.id}/messages/{seq}")
            page.get_by_role("button", name="Delete for both").click()
            expect(page.get_by_text("Deleted").first).to_be_visible()

    def somebody_replies(self) -> None:
        for page, seq in self.own_message():
            page.goto(f"/pairs/{self.cast.pair.id}/messages/{seq}")
            write(page, f"What I meant by number {seq}")
            expect(page.locator(f"{ROWS} > p").last).to_have_text(f"What I meant by number {seq}")

    def somebody_reacts(self) -> None:
        """Or takes it back."""
        for page, seq in self.own_message():
            page.goto(f"/pairs/{self.cast.pair.id}/messages/{seq}")
            button = page.locator(f"#act [value={self.chance.choice(reactions.KINDS[:2])}]")
            was = button.get_attribute("aria-pressed")
            button.click()
            expect(button).to_have_attribute("aria-pressed", "false" if was == "true" else "true")

    def own_message(self) -> Iterator[tuple[Page, int]]:
        """A second page of somebody who has a link, and a message of theirs; nothing if there is none."""
        screen = self.chance.choice(self.screens)
        lines = chat.page(pair=self.cast.pair, reader=screen.member).lines
        own = [line.seq for line in lines if line.is_mine and line.text is not None]
        if screen.is_on and own:
            page = screen.page.context.new_page()
            yield page, self.chance.choice(own)
            page.close()

    def calm_down(self) -> None:
        """Every link is whole again."""
        for screen in self.screens:
            screen.is_on = True
            screen.link.restore()


@pytest.fixture
def host(app: Flask, settings: dict[str, str]) -> Iterator[server.Server]:
    """A server of this test's own, on the same database, that can be deployed."""
    port = server.free_port()
    made = server.Server(
        {**server.environ(Path(settings["VAR_DIR"]), port), "DATABASE_URL": app.config["DATABASE_URL"]},
    )
    made.start()
    yield made
    made.stop()


@pytest.fixture
def screens(host: server.Server, over: Opens, cast: Cast) -> Iterator[list[Screen]]:
    """Alice's phone and laptop, and Bob's phone, each with its own link."""
    people = (("her phone", PHONE, cast.alice), ("her laptop", LAPTOP, cast.alice), ("his phone", PHONE, cast.bob))
    with ExitStack() as opened:
        made = []
        for name, device, member in people:
            link = opened.enter_context(Link(int(host.settings["PORT"])))
            made.append(Screen(name, come(over(link, device, member), cast), link, member))
        yield made


def stored(cast: Cast) -> list[Row]:
    """What the screens should show, from the database."""
    return [
        [f"m{line.seq}", line.is_mine, line.text or "Deleted", "" if line.text else "gone", _felt(line), *_below(line)]
        for line in chat.page(pair=cast.pair, reader=cast.alice).lines
    ]


def _felt(line: chat.Line) -> str:
    return ",".join(felt.kind for felt in line.felt)


def _below(line: chat.Line) -> list[str]:
    marks = " · edited" if line.message.edit and line.text is not None else ""
    replies = {0: [], 1: ["1 reply"]}.get(line.replies, [f"{line.replies} replies"])
    return [marks, *replies]


def expect_the_same(cast: Cast, screens: list[Screen]) -> None:
    end = time.monotonic() + A_WHILE
    while time.monotonic() < end:
        logs, truth = [screen.log(cast.alice) for screen in screens], stored(cast)
        waiting = sum(screen.page.locator(OWN).count() for screen in screens)
        if not waiting and all(log == truth for log in logs):
            return
        time.sleep(0.25)
    assert not waiting
    for screen, log in zip(screens, logs, strict=True):
        assert log == truth, screen.name


@pytest.mark.parametrize("seed", [1])
def test_alices_phone_and_laptop_and_bobs_phone_stay_the_same(
    host: server.Server, screens: list[Screen], cast: Cast, seed: int
) -> None:
    life = Life(seed, cast, screens)
    life.go_on(12)
    host.stop()
    life.go_on(4, is_down=True)
    host.start()
    life.go_on(8)
    host.reload()
    life.go_on(8)
    life.calm_down()
    expect_the_same(cast, screens)
    assert len(stored(cast)) == life.posts
    for screen in screens:  # and what was built row by row is what the server would have drawn
        screen.page.reload()
    expect_the_same(cast, screens)
