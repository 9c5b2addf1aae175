"""`make screenshot`: docs/pair.png, the README's picture, of a pair's page in the demo community."""

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.e2e import server
from tests.e2e.browser import ARGUMENTS, chromium
from webapp.demo import community

PICTURE = Path(__file__).parent.parent / "docs" / "pair.png"
SIZE = {"width": 1180, "height": 900}
WHO = "giulia@example.org"


def main() -> None:
    """Start the real server on a demo of its own, sign in as a mentee and take the picture."""
    with tempfile.TemporaryDirectory() as folder:
        settings = server.environ(Path(folder), server.free_port())
        for command in (["migrate"], ["demo"]):
            subprocess.run([sys.executable, "-m", "flask", "--app", "webapp", *command], env=settings, check=True)
        with server.running(settings) as address:
            PICTURE.parent.mkdir(exist_ok=True)
            _take(address)


def _take(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        page = browser.new_context(viewport=SIZE, reduced_motion="reduce").new_page()
        page.goto(f"{address}/login")
        page.fill("#email", WHO)
        page.fill("#password", community.PASSWORD)
        page.click("main button")
        page.locator("a[href^='/pairs/']").first.click()
        page.locator("#log li[data-client]").last.wait_for()
        page.screenshot(path=PICTURE, full_page=True)
        browser.close()


if __name__ == "__main__":
    main()
