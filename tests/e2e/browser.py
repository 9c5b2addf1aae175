"""Pages in a real browser: on a phone or a laptop, with or without script, signed in or not, and watched."""

import itertools
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from db.models import Member
from webapp.domain import accounts

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
LAPTOP = {"viewport": {"width": 1280, "height": 800}}
ARGUMENTS = [
    "--no-sandbox",  # CI runs as root
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
]
ALWAYS = {
    "locale": "en-GB",
    "timezone_id": "Europe/Rome",
    "reduced_motion": "reduce",
    "service_workers": "block",
}
_origins = itertools.count(1)


class Visits:
    """Opens pages for a test, and says at its end what went wrong on any of them."""

    def __init__(self, browser: Browser, app: Flask, base_url: str) -> None:
        self.browser, self.app, self.base_url = browser, app, base_url
        # Chromium logs a failed load on its own; the answers themselves are judged below.
        # So does a socket whose page is left before it is open.
        self.expected: tuple[str, ...] = ("Failed to load resource", "closed before the connection is established")
        self.is_cut = False
        self.contexts: list[BrowserContext] = []
        self.troubles: list[str] = []

    def open(
        self, device: dict[str, Any], member: Member | None = None, *, script: bool = True, **options: Any
    ) -> Page:
        """A page of a fresh browser; `member` is signed in. `options` are Playwright's (locale, color_scheme …).

        No service worker comes in unless `service_workers="allow"` says so: what it asks for is in no test's hands.
        """
        number = next(_origins)
        context = self.browser.new_context(
            **{**ALWAYS, **device, **options},
            base_url=self.base_url,
            java_script_enabled=script,
            extra_http_headers={"X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"},
        )
        context.set_default_timeout(20_000)
        self.contexts.append(context)
        if member:
            context.add_cookies([self._cookie_of(member)])
        page = context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        page.on("response", self._answered)
        return page

    def expect_cuts(self) -> None:
        """The way to the server will break: that the browser complains of it is no trouble.

        gunicorn ends an idle connection with a 500 of its own when it leaves; the app's bear the app's headers.
        """
        self.is_cut = True
        self.expected += ("WebSocket connection to", "htmx:ws:error", "ERR_INTERNET_DISCONNECTED", "already in CLOSING")

    def close(self) -> None:
        """Close every browser. Raises AssertionError on an error in a script, a refused resource or a fault."""
        for context in self.contexts:
            context.close()
        assert not self.troubles, "\n".join(self.troubles)

    def _cookie_of(self, member: Member) -> Any:
        """A signed-in session's cookie, made as the app makes it."""
        session = {"_user_id": accounts.open_session(member, device="test"), "_fresh": True}
        serializer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined] # Flask's own
        value = serializer.dumps(session)
        return {"name": self.app.config["SESSION_COOKIE_NAME"], "value": value, "url": self.base_url}

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(words in message.text for words in self.expected):
            self.troubles.append(f"console: {message.text}")

    def _answered(self, response: Response) -> None:
        if not response.url.startswith((self.base_url, "data:")):
            self.troubles.append(f"another site was asked: {response.url}")
        if response.status >= 500 and not (self.is_cut and "content-security-policy" not in response.headers):
            self.troubles.append(f"{response.status} from {response.url}")


def chromium() -> Path:
    """Where the browser is: $CHROMIUM, or Debian's."""
    import os

    return Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
