"""What pages weigh on the wire: compressed, headers included, as a real browser counts them. `make bench-weight`."""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from db.database import database
from db.migrate import migrate
from tests.e2e import server, story
from tests.e2e.browser import ARGUMENTS, PHONE, Visits, chromium
from tests.e2e.pages import Visit
from tests.e2e.story import Story
from webapp import create_app

KB = 1000  # bytes


@dataclass(frozen=True)
class Budget:
    """The most that a page may weigh, in KB, and the most requests that it may make, at first and again."""

    first: float
    first_requests: int
    repeat: float
    repeat_requests: int = 1


LIGHT = Budget(14, 3, 5)  # no htmx: sign-up, sign-in, joining
FORM = Budget(35, 5, 6)  # steps, check-ins, questionnaires
PAIR = Budget(40, 5, 8)  # with 30 messages; the socket is not counted
LIST = Budget(45, 5, 12)  # an admin's, of 50 rows
HEADINGS = "page                                       first KB  of  requests of  again KB  of  script  style"
MOST_SCRIPT, MOST_STYLE = 22, 8  # KB, on the page that has the most

WEIGHED = (
    (Visit("/"), LIGHT),
    (Visit("/signup"), LIGHT),
    (Visit("/login"), LIGHT),
    (Visit("/invitations/{invited}"), LIGHT),
    (Visit("/taps/{tap}"), LIGHT),
    (Visit("/unsubscribe/{way_out}"), LIGHT),
    (Visit("/offline"), LIGHT),
    (Visit("/groups/{group}", "bob"), LIGHT),
    (Visit("/", "bob"), FORM),
    (Visit("/enrollments/{enrollment}/goal", "bob"), FORM),
    (Visit("/enrollments/{enrollment}/availability", "bob"), FORM),
    (Visit("/pairs/{pair}/steps/2", "bob"), FORM),
    (Visit("/pairs/{pair}/goal/edit", "bob"), FORM),
    (Visit("/pairs/{pair}/meetings", "bob"), FORM),
    (Visit("/pairs/{pair}/pulses", "bob"), FORM),
    (Visit("/pairs/{walked}/closing", "bob"), FORM),
    (Visit("/notifications", "bob"), FORM),
    (Visit("/account/notifications", "bob"), FORM),
    (Visit("/pairs/{pair}", "bob"), PAIR),
    (Visit("/programs/{program}/enrollments", "olivia"), LIST),
    (Visit("/programs/{program}/pairing", "olivia"), LIST),
    (Visit("/groups/{group}/memberships", "olivia"), LIST),
    (Visit("/programs/{program}/steps", "olivia"), LIST),
    (Visit("/programs/{program}/overview", "olivia"), LIST),
    (Visit("/programs/{program}/help?level=all", "olivia"), LIST),
    (Visit("/programs/{program}/rhythm", "olivia"), LIST),
    (Visit("/programs/{program}/announcements/new", "olivia"), LIST),
)


@dataclass(frozen=True)
class Weight:
    """One visit: bytes, requests, and the bytes of each kind ("Script", "Stylesheet", "Document" …)."""

    total: int
    requests: int
    by_kind: Counter[str]


def weigh(page: Page, address: str) -> tuple[Weight, Weight]:
    """The first visit to an address in a fresh browser, and the next."""
    scale = _Scale(page)
    return scale.weigh(address), scale.weigh(address)


def excesses(first: Weight, repeat: Weight, budget: Budget) -> list[str]:
    """A sentence for everything that is over the budget."""
    return [
        f"{name}: {value:g}, over {most:g}"
        for name, value, most in (
            ("first visit, KB", first.total / KB, budget.first),
            ("first visit, requests", first.requests, budget.first_requests),
            ("repeat visit, KB", repeat.total / KB, budget.repeat),
            ("repeat visit, requests", repeat.requests, budget.repeat_requests),
            ("script, KB", first.by_kind["Script"] / KB, MOST_SCRIPT),
            ("style, KB", first.by_kind["Stylesheet"] / KB, MOST_STYLE),
        )
        if value > most
    ]


class _Scale:
    """Listens to what the browser receives. What comes from its cache weighs nothing and is no request."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.kinds: dict[str, str] = {}
        self.sizes: dict[str, int] = {}
        protocol = page.context.new_cdp_session(page)
        protocol.send("Network.enable")
        protocol.on("Network.requestWillBeSent", self._asked)
        protocol.on("Network.loadingFinished", self._received)

    def weigh(self, address: str) -> Weight:
        self.kinds.clear()
        self.sizes.clear()
        answer = self.page.goto(address, wait_until="networkidle")
        if answer is None or answer.status != 200:
            raise RuntimeError(f"{address} answered {answer and answer.status}")
        by_kind: Counter[str] = Counter()
        for request, size in self.sizes.items():
            by_kind[self.kinds[request]] += size
        return Weight(sum(self.sizes.values()), len(self.sizes), by_kind)

    def _asked(self, event: Any) -> None:
        if not event["request"]["url"].startswith("data:"):
            self.kinds[event["requestId"]] = event.get("type", "Other")

    def _received(self, event: Any) -> None:
        if event["requestId"] in self.kinds and event["encodedDataLength"]:
            self.sizes[event["requestId"]] = int(event["encodedDataLength"])


def main() -> int:
    """Weigh every page and print the table; 1 if one is too heavy."""
    if not chromium().exists():
        print(f"{chromium()} is not there: apt-get install chromium")
        return 1
    print(HEADINGS)
    is_over = False
    with tempfile.TemporaryDirectory(prefix="waymark-weight-", ignore_cleanup_errors=True) as folder:
        settings = server.environ(Path(folder), server.free_port())
        app = create_app({**settings, "ENVIRONMENT": "test"})
        migrate()
        with server.running(settings) as address, sync_playwright() as playwright, database.connection_context():
            browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
            for line, excess in _table(Visits(browser, app, address), story.lived_in()):
                print(line, "" if not excess else "  TOO HEAVY: " + "; ".join(excess))
                is_over |= bool(excess)
            browser.close()
    return 1 if is_over else 0


def _table(visits: Visits, here: Story) -> Iterator[tuple[str, list[str]]]:
    for visit, budget in WEIGHED:
        page = visits.open(PHONE, here.member(visit.who))
        first, repeat = weigh(page, visit.address(here))
        yield (
            f"{visit.path:<42}{first.total / KB:>9.1f}{budget.first:>4}{first.requests:>10}{budget.first_requests:>3}"
            f"{repeat.total / KB:>10.1f}{budget.repeat:>4}{first.by_kind['Script'] / KB:>8.1f}"
            f"{first.by_kind['Stylesheet'] / KB:>7.1f}",
            excesses(first, repeat, budget),
        )


if __name__ == "__main__":
    sys.exit(main())
