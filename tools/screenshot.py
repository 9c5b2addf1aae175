"""The README's picture, `docs/pair.png`: the pair's page of the demo, as its mentee sees it on a laptop."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from db.database import database
from db.migrate import migrate
from db.models import Member, Pair
from tests.e2e import server
from tests.e2e.browser import ARGUMENTS, Visits, chromium
from webapp import create_app
from webapp.demo import community
from webapp.domain import vault

PICTURE = Path(__file__).parent.parent / "docs" / "pair.png"
SIZE = {"viewport": {"width": 1280, "height": 960}}
WHO = "giulia@example.org"


def main() -> int:
    """Take the picture; 1 if there is no browser."""
    if not chromium().exists():
        print(f"{chromium()} is not there: apt-get install chromium")
        return 1
    with tempfile.TemporaryDirectory(prefix="waymark-picture-", ignore_cleanup_errors=True) as folder:
        settings = server.environ(Path(folder), server.free_port())
        app = create_app({**settings, "ENVIRONMENT": "test"})
        migrate()
        with server.running(settings) as address, sync_playwright() as playwright, database.connection_context():
            vault.check_canaries()
            community.make()
            giulia = Member.with_email(WHO)
            assert giulia, f"the demo has no {WHO}"  # noqa: S101 # a recipe may stop here
            browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
            page = Visits(browser, app, address).open(SIZE, giulia)
            page.goto(f"/pairs/{Pair.of_member(giulia).get().id}", wait_until="networkidle")
            PICTURE.parent.mkdir(exist_ok=True)
            page.screenshot(path=PICTURE, full_page=True)
            browser.close()
    print(f"{PICTURE.name}: {PICTURE.stat().st_size // 1000} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
