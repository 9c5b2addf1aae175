"""How soon the chat is ready, and a message acknowledged, over weak links and on slow phones. `make bench-links`.

Each figure is the median (or the worst, where it says so) of RUNS visits in Chromium behind tests/links.py; "again" is
a visit with a full cache and no open connection. TLS, which is not modelled, adds a round trip or two to each
connection; what the server itself takes is in the figures, and so is what else the machine does meanwhile.
"""

import secrets
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page, sync_playwright

from db.database import database
from db.migrate import migrate
from tests.e2e import server, story
from tests.e2e.browser import ARGUMENTS, PHONE, Visits, chromium
from tests.e2e.live import Live, cookie_of
from tests.e2e.story import Story
from tests.links import SLOW_3G, SLOW_4G, TWO_G, Link, Shape
from webapp import create_app

RUNS = 3
MESSAGES = 3  # a visit
WORST = ("acknowledged, worst", "CLS")  # of all visits; of the others the median
A_WHILE = 120_000  # milliseconds
HEADINGS = "| link, processor | what | measured | goal | |\n| --- | --- | ---: | ---: | --- |"

WATCH = """() => {
  const vitals = window.vitals = { lcp: 0, inp: 0, cls: 0 };
  const watch = (type, take, more) => new PerformanceObserver((list) => list.getEntries().forEach(take))
    .observe({ type, buffered: true, ...more });
  watch("largest-contentful-paint", (entry) => { vitals.lcp = entry.startTime; });
  watch("layout-shift", (entry) => { if (!entry.hadRecentInput) vitals.cls += entry.value; });
  watch("event", (entry) => { if (entry.interactionId) vitals.inp = Math.max(vitals.inp, entry.duration); },
    { durationThreshold: 16 });
}"""
# From the press on Send to the row that the server confirmed, in seconds.
WATCH_SENDING = """() => {
  const log = document.getElementById("log"), own = () => log.querySelectorAll("li.me[data-client]").length;
  const before = own();
  window.acknowledged = new Promise((done) => {
    document.getElementById("composer").addEventListener("submit", () => {
      const sent = performance.now();
      new MutationObserver((_, observer) => {
        if (own() > before) { observer.disconnect(); done((performance.now() - sent) / 1000); }
      }).observe(log, { childList: true });
    }, { once: true, capture: true });
  });
}"""


@dataclass(frozen=True)
class Setting:
    """A link, how many times slower the processor is, and the goals: seconds by what is measured."""

    name: str
    shape: Shape
    slowdown: int
    goals: dict[str, float]


SETTINGS = (
    Setting("slow 3G (400 ms, 400 kbps), 6×", SLOW_3G, 6, {"ready": 5, "ready again": 2.5, "acknowledged": 1}),
    Setting("2G (840 ms, 70/35 kbps), 4×", TWO_G, 4, {"ready": 12, "ready again": 5, "acknowledged": 2}),
    Setting("slow 4G (150 ms, 1.6 Mbps), 4×", SLOW_4G, 4, {"LCP": 2.5, "INP": 0.2, "CLS": 0.1}),
)


@dataclass
class Figures:
    """What was measured, in seconds (CLS has no unit), by name."""

    values: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, value: float) -> None:
        """One more measurement."""
        self.values.setdefault(name, []).append(value)

    def lines(self, setting: Setting) -> Iterator[str]:
        """The table's rows of a setting."""
        for name, values in self.values.items():
            value = max(values) if name in WORST else statistics.median(values)
            goal = setting.goals.get(name)
            verdict = "" if goal is None else "ok" if value <= goal else "MISSED"
            yield f"| {setting.name} | {name} | {value:.2f} | {'' if goal is None else f'≤ {goal:g}'} | {verdict} |"


class _Watch:
    """When a page's first request left and when its socket was open, on the browser's own clock."""

    def __init__(self, protocol: CDPSession) -> None:
        self.started = self.opened = 0.0
        protocol.send("Network.enable")
        protocol.on("Network.requestWillBeSent", self._asked)
        protocol.on("Network.webSocketHandshakeResponseReceived", self._upgraded)

    def _asked(self, event: Any) -> None:
        if event.get("type") == "Document":
            self.started, self.opened = event["timestamp"], 0.0

    def _upgraded(self, event: Any) -> None:
        self.opened = event["timestamp"]


class Phone:
    """One of the pair on a slow phone behind a weak link, with an empty cache."""

    def __init__(self, page: Page, link: Link, setting: Setting, address: str) -> None:
        self.page, self.link, self.address = page, link, address
        page.set_default_timeout(A_WHILE)
        page.add_init_script(f"({WATCH})()")
        protocol = page.context.new_cdp_session(page)
        protocol.send("Emulation.setCPUThrottlingRate", {"rate": setting.slowdown})
        self.watch = _Watch(protocol)

    def visit(self) -> float:
        """Seconds until one can write and the socket is open."""
        self.page.goto("about:blank")
        self.link.cut()  # no connection is kept from the visit before
        self.link.restore()
        self.page.goto(self.address, timeout=A_WHILE, wait_until="domcontentloaded")
        while not self.watch.opened:
            self.page.wait_for_timeout(50)
        return self.watch.opened - self.watch.started

    def write(self, words: str) -> float:
        """Seconds until a message is acknowledged; each key and the press on Send are interactions, too."""
        self.page.locator("#body").tap()
        self.page.keyboard.type(words)
        self.page.evaluate(WATCH_SENDING)
        self.page.locator("#composer button").tap()
        return float(self.page.evaluate("() => window.acknowledged"))

    def vitals(self) -> dict[str, float]:
        """LCP and INP in seconds, and CLS."""
        found = self.page.evaluate("() => window.vitals")
        return {"LCP": found["lcp"] / 1000, "INP": found["inp"] / 1000, "CLS": found["cls"]}


def measure(setting: Setting, visits: Visits, link: Link, here: Story, answer: Callable[[str], None]) -> Figures:
    """Bob's visits, the first and the next, each time in a fresh browser; Alice answers him at once."""
    figures = Figures()
    for _ in range(RUNS):
        phone = Phone(visits.open(PHONE, here.cast.bob), link, setting, f"/pairs/{here.cast.pair.id}")
        figures.add("ready", phone.visit())
        figures.add("LCP", phone.vitals()["LCP"])
        figures.add("ready again", phone.visit())
        for number in range(MESSAGES):
            seconds = phone.write(f"Message {number} of a length that is usual.")
            figures.add("acknowledged", seconds)
            figures.add("acknowledged, worst", seconds)
            answer(f"An answer to number {number}")
        phone.page.wait_for_timeout(1000 + setting.shape["round_trip"] * 1000)
        for name in ("INP", "CLS"):
            figures.add(name, phone.vitals()[name])
        phone.page.context.close()
    return figures


def _answer(address: str, here: Story, cookie: str, words: str) -> None:
    alice = Live(address, here.cast.pair.id, cookie)
    alice.post(words, secrets.token_urlsafe(12))
    alice.hear(words)
    alice.close()


def main() -> int:
    """Measure every setting and print the table."""
    if not chromium().exists():
        print(f"{chromium()} is not there: apt-get install chromium")
        return 1
    print(HEADINGS)
    with tempfile.TemporaryDirectory(prefix="waymark-links-", ignore_cleanup_errors=True) as folder:
        settings = server.environ(Path(folder), server.free_port())
        app = create_app({**settings, "ENVIRONMENT": "test"})
        migrate()
        with server.running(settings) as address, sync_playwright() as playwright, database.connection_context():
            browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
            here = story.lived_in()
            cookie, _ = cookie_of(app, here.cast.alice)
            for setting in SETTINGS:
                with Link(int(settings["PORT"]), **setting.shape) as link:
                    visits = Visits(browser, app, link.address)
                    for line in measure(setting, visits, link, here, partial(_answer, address, here, cookie)).lines(
                        setting
                    ):
                        print(line, flush=True)
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
