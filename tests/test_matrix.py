"""The stranger, the admin and everybody else against every route: what each gets. The table is `tests/routes.txt`."""

from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

import pytest
from flask import Flask

from tests import world
from tests.conftest import Browser
from tests.routes import ROUTES, WHO, Route
from webapp.extensions import limiter

Visits = Callable[..., Any]

HANDSHAKE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
    "Origin": "http://localhost",
}


class LetIn(BaseException):
    """In place of the upgrade, for which a test client has no connection. No handler of ours catches it."""


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method}-{route.endpoint}")
def test_everybody_gets_what_the_table_says(app: Flask, visit: Visits, route: Route) -> None:
    got = answers(visit, route)
    assert got == route.expected, f"{route.method} {route.path}"


def answers(visit: Visits, route: Route) -> dict[str, int]:
    """The status that each of the cast gets; whoever changed something gets a world of their own."""
    found, here = {}, world.make()
    for who in WHO:
        browser = visit(here.people[who])
        found[who] = status_of(browser, route.method, route.path.format(**here.ids))
        if route.method == "POST" and found[who] < 400:
            here = world.make()
    return found


def status_of(browser: Browser, method: str, path: str) -> int:
    """The status of one request; 101 for a socket that was let in."""
    limiter.reset()
    if method == "SOCKET":
        with patch("flask_sock.Server", side_effect=LetIn):
            try:
                return browser.client.get(path, headers=HANDSHAKE).status_code
            except LetIn:
                return 101
    if method == "GET":
        return browser.client.get(path).status_code
    return browser.client.post(path, data={"csrf_token": browser.signed_token()}).status_code


def test_every_route_is_in_the_table(app: Flask) -> None:
    known = {(route.method, route.endpoint) for route in ROUTES}
    lacking = [f"{method} {endpoint}" for method, endpoint in routes_of(app) if (method, endpoint) not in known]
    assert not lacking, (
        f"tests/routes.txt lacks {lacking}: add a line with the address and what each of {WHO} gets. Think first, "
        "then run it: a stranger gets 404, a member who may see but not do 403."
    )


def test_the_table_has_no_route_that_is_gone(app: Flask) -> None:
    there = set(routes_of(app))
    assert not [route for route in ROUTES if (route.method, route.endpoint) not in there]


def routes_of(app: Flask) -> Iterator[tuple[str, str]]:
    """Each route's methods and endpoint; a socket is a method of its own here."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield "SOCKET" if rule.websocket else method, rule.endpoint
