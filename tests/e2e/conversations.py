"""A conversation's page in a test: how to reach it, to write, to read it, and to cut its links."""

import re
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Page, WebSocketRoute, expect

from tests.people import Cast
from webapp.domain import chat, first_contact

ROWS = "#log > li[data-client]"
OWN = "#unsent > li"
A_MINUTE = 60_000  # milliseconds
A_WHILE = 15  # seconds
LIVE = re.compile(r"/pairs/\d+/live")
OFFLINE = "No connection. What you write is kept here and sent when it is back."
SLOW = "New messages come a little later than usual here."


def says(cast: Cast, *bodies: str) -> None:
    """Alice writes, in this process: open pages do not hear of it until they ask. Of much Bob says the first."""
    is_much = len(bodies) > first_contact.MOST
    for n, body in enumerate(bodies):
        author = cast.bob if is_much and n == 0 else cast.alice
        chat.post_message(pair=cast.pair, author=author, body=body, client_id=f"client-{abs(hash(body))}"[:30])


def at_the_chat(page: Page, cast: Cast, path: str = "") -> Page:
    """The pair's page, its socket in use, the conversation before one's eyes."""
    come(page, cast, path)
    page.locator("#composer").scroll_into_view_if_needed()
    return page


def come(page: Page, cast: Cast, path: str = "") -> Page:
    """To the pair's page over any link, until something came down a socket of it."""
    frames: list[Any] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(frame)))
    page.goto(f"/pairs/{cast.pair.id}{path}", timeout=A_MINUTE)
    end = time.monotonic() + A_MINUTE / 1000
    while not frames and time.monotonic() < end:
        page.wait_for_timeout(100)
    assert frames, "nothing came down the socket"
    return page


def write(page: Page, text: str) -> None:
    page.locator("#body").fill(text)
    page.locator("#composer button").click()


def scrolled(page: Page, to: int | None = None) -> int:
    """Where the conversation is scrolled to, after it was scrolled."""
    if to is not None:
        page.evaluate("to => { document.getElementById('scroller').scrollTop = to }", to)
    return int(page.evaluate("document.getElementById('scroller').scrollTop"))


def texts(page: Page) -> list[str]:
    return page.locator(f"{ROWS} > p").all_inner_texts()


def expect_texts(page: Page, *bodies: str) -> None:
    expect(page.locator(f"{ROWS} > p")).to_have_text(list(bodies))


def stored(cast: Cast) -> list[str]:
    """What the database holds of the pair, in order."""
    return [str(line.text) for line in chat.page(pair=cast.pair, reader=cast.bob).lines]


def expect_kept(page: Page, count: int, what: str = "outbox") -> None:
    """So much the browser keeps, now or soon."""
    end = time.monotonic() + A_WHILE
    while (found := _kept(page, what)) != count and time.monotonic() < end:
        page.wait_for_timeout(100)
    assert found == count


def _kept(page: Page, what: str) -> int:
    return int(page.evaluate(f"Object.keys(localStorage).filter((key) => key.startsWith('{what}:')).length"))


def forbid_sockets(where: Page | BrowserContext) -> None:
    """A proxy that lets no upgrade pass."""
    where.route_web_socket(LIVE, lambda ws: ws.close(code=1011))


class Tunnel:
    """A socket that stays open and carries nothing while `is_dark`; what it carried before and after is noted."""

    def __init__(self, page: Page) -> None:
        self.is_dark = False
        self.addresses: list[str] = []  # of each socket that was opened
        self.up: list[str] = []
        self.down: list[str] = []
        page.route_web_socket(LIVE, self._enter)

    @property
    def opened(self) -> int:
        """How many sockets the page has opened."""
        return len(self.addresses)

    def cut(self) -> None:
        """Both ends of the open socket are told, and what comes next comes through."""
        for end, code in zip(self._ends, (1012, 1000), strict=True):
            end.close(code=code)
        self.is_dark = False

    def _enter(self, ws: WebSocketRoute) -> None:
        server = ws.connect_to_server()
        self.addresses.append(ws.url)
        self._ends = (ws, server)
        ws.on_message(self._unless_dark(server.send, self.up))
        server.on_message(self._unless_dark(ws.send, self.down))

    def _unless_dark(self, pass_on: Callable[[Any], None], carried: list[str]) -> Callable[[Any], None]:
        def carry(frame: Any) -> None:
            if not self.is_dark:
                carried.append(str(frame))
                pass_on(frame)

        return carry
