"""What every answer says about itself: each route of the table, each file, each error."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import world
from tests.people import Cast
from tests.routes import ROUTES, Route
from webapp import assets
from webapp.extensions import limiter

Visits = Callable[..., Any]

ON_EVERY_PAGE = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; "
    "worker-src 'self'",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
# What a device keeps of the site as an app, the same for everybody, and a script that may speak with us and no more.
SAID_OTHERWISE = {
    "/manifest.webmanifest": {"Cache-Control": "public, max-age=86400"},
    "/service-worker.js": {
        "Cache-Control": "max-age=3600",
        "Content-Security-Policy": "default-src 'none'; connect-src 'self'",
    },
    "/calendar/{feed}.ics": {"Cache-Control": "private, no-cache"},  # for the one calendar that has the address
}
NEVER = ("Access-Control-Allow-Origin", "X-Powered-By", "Server")


def check(answer: TestResponse, what: str, path: str = "") -> None:
    for name, value in (ON_EVERY_PAGE | SAID_OTHERWISE.get(path, {})).items():
        assert answer.headers.getlist(name) == [value], f"{what}: {name}"
    assert not [name for name in NEVER if name in answer.headers], what
    assert "HX-Request-Type" in answer.headers["Vary"], what
    if answer.mimetype.startswith("text/"):
        assert "charset=utf-8" in answer.content_type, what


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_page_says_the_same_to_whoever_comes_and_is_kept_nowhere(visit: Visits, method: str) -> None:
    for route in ROUTES:
        if route.method == method:
            here = world.again()
            for who in {status: who for who, status in route.expected.items()}.values():  # one for each status
                limiter.reset()
                answer = asked(visit(here.people[who]), route, here)
                check(answer, f"{method} {route.path} for {who}: {answer.status_code}", route.path)
                check_cookies(answer)


def asked(browser: Any, route: Route, here: world.World) -> TestResponse:
    path = route.path.format(**here.ids)
    if route.method == "GET":
        return browser.client.get(path)
    return browser.client.post(path, data={"csrf_token": browser.signed_token()})


def check_cookies(answer: TestResponse) -> None:
    for cookie in answer.headers.getlist("Set-Cookie"):
        assert cookie.startswith("waymark"), cookie
        for flag in ("HttpOnly", "SameSite=Lax", "Path=/"):
            assert flag in cookie, cookie
        assert "Domain" not in cookie


def test_an_error_says_it_too(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    check(bob.client.get("/nowhere"), "404")
    check(bob.client.put("/account"), "405")
    check(bob.client.post("/account/edit", data={}), "400")
    check(bob.client.post("/account/edit", data={"name": "x" * 2_000_000}), "413")


@pytest.mark.parametrize("name", sorted(assets.BUNDLES))
def test_a_file_is_kept_for_ever_and_belongs_to_our_pages(app: Flask, name: str) -> None:
    answer = FlaskClient(app, app.response_class).get(f"/static/{assets.build()[name]}")
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert "public" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.mimetype in ("text/css", "text/javascript", "image/png")
    assert not [name for name in ("Set-Cookie", *NEVER) if name in answer.headers]


def test_bob_leaves_nothing_on_the_device_when_he_signs_out(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    answer = bob.post("/logout")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert [c for c in answer.headers.getlist("Set-Cookie") if c.startswith("waymark=;") and "Max-Age=0" in c]
    assert bob.client.get("/account").status_code == 302


def test_charlie_cannot_send_a_form_from_another_site_or_subdomain(visit: Visits, cast: Cast) -> None:
    charlie = visit(cast.charlie)
    for site in ("cross-site", "same-site"):
        sent = {"csrf_token": charlie.signed_token(), "name": "Charlie", "language": "en", "time_zone": "UTC"}
        answer = charlie.client.post("/account/edit", data=sent, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 400
