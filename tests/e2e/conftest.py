"""The real server in a real browser. The test and the server share a database, so the cast is made as everywhere."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale, gettext
from playwright.sync_api import Browser, Page, Playwright, expect

from db.database import database
from db.migrate import migrate
from db.models import Member
from tests.e2e import server
from tests.e2e.browser import ARGUMENTS, LAPTOP, PHONE, Visits, chromium
from tests.e2e.mailbox import Mailbox
from tests.links import Link
from tests.push_service import PushService
from webapp import create_app

Opens = Callable[..., Page]
Says = Callable[..., str]
Links = Callable[..., Link]
expect.set_options(timeout=20_000)  # milliseconds; a busy machine is slow, and what is there is seen at once


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("e2e")


@pytest.fixture(scope="session")
def push_service() -> Iterator[PushService]:
    """The browsers' push service, on this machine."""
    made = PushService()
    yield made
    made.close()


@pytest.fixture(scope="session")
def settings(push_service: PushService) -> Iterator[dict[str, str]]:
    with tempfile.TemporaryDirectory(prefix="waymark-e2e-", ignore_cleanup_errors=True) as folder:
        yield server.environ(Path(folder), server.free_port()) | {"PUSH_TEST_SERVICE": push_service.origin}


@pytest.fixture(scope="session")
def app(settings: dict[str, str]) -> Iterator[Flask]:
    """The app of this process, on the server's database: what makes and looks at rows."""
    made = create_app({**settings, "ENVIRONMENT": "test"})
    migrate()
    yield made
    database.close()


@pytest.fixture(scope="session")
def base_url(app: Flask, settings: dict[str, str]) -> Iterator[str]:
    with server.running(settings) as address:
        yield address


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    if not chromium().exists():
        missing = f"{chromium()} is not there: apt-get install chromium"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    opened = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
    yield opened
    opened.close()


@pytest.fixture
def visits(browser: Browser, app: Flask, base_url: str) -> Iterator[Visits]:
    made = Visits(browser, app, base_url)
    yield made
    made.close()


@pytest.fixture
def link(base_url: str, settings: dict[str, str]) -> Iterator[Links]:
    """`link(**TWO_G)` is a weak way to the server."""
    with ExitStack() as opened:
        yield lambda **shape: opened.enter_context(Link(int(settings["PORT"]), **shape))


@pytest.fixture
def over(browser: Browser, app: Flask) -> Iterator[Opens]:
    """`over(link, PHONE, member)` is a page that has only this link."""
    made: list[Visits] = []

    def opened(link: Link, device: dict[str, Any], member: Member, **options: Any) -> Page:
        made.append(Visits(browser, app, link.address))
        made[-1].expect_cuts()
        return made[-1].open(device, member, **options)

    yield opened
    for visits in made:
        visits.close()


@pytest.fixture
def phone(visits: Visits) -> Opens:
    """`phone(member)` is a page on their phone; `phone()` is a stranger's; `script=False`, `locale="it-IT"` …"""
    return partial(visits.open, PHONE)


@pytest.fixture
def laptop(visits: Visits) -> Opens:
    """The same on a laptop."""
    return partial(visits.open, LAPTOP)


@pytest.fixture
def no_script_phone(visits: Visits) -> Opens:
    """The same on a phone that runs no script."""
    return partial(visits.open, PHONE, script=False)


@pytest.fixture
def no_script_laptop(visits: Visits) -> Opens:
    """The same on a laptop that runs no script."""
    return partial(visits.open, LAPTOP, script=False)


@pytest.fixture
def say(app: Flask) -> Says:
    """`say("Hello, %(name)s", "it", name="Bob")` is what a page in that language says."""

    def translated(words: str, language: str, **values: Any) -> str:
        with app.test_request_context(), force_locale(language):
            return gettext(words, **values)

    return translated


@pytest.fixture
def mails(settings: dict[str, str], app: Flask) -> Mailbox:
    """What the server has mailed in this test."""
    return Mailbox(Path(app.config["MAILBOX"]), settings["BASE_URL"])


@pytest.fixture
def link_mailed_to(mails: Mailbox) -> Callable[[str], str]:
    """`link_mailed_to("bob@example.org")` waits for a mail to the address and gives the path of its first link."""
    return mails.link_to


@pytest.fixture
def cut_links(visits: Visits) -> None:
    """For tests that cut links: the browser's own complaints of that are no troubles."""
    visits.expect_cuts()
