"""The stranger, the admin and everybody else against every route: what each gets. The table is `tests/routes.txt`."""

import re
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
def test_everybody_gets_what_the_table_says(visit: Visits, route: Route) -> None:
    got = answers(visit, route)
    assert got == route.expected, f"the line would be, if it is right so:\n{route.line(got)}"


def answers(visit: Visits, route: Route) -> dict[str, int]:
    """The status that each of the cast gets; whoever changed something gets a world of their own."""
    found, here = {}, world.again()
    path = route.path.format(**here.ids)
    for who in WHO:
        browser = visit(here.people[who])
        found[who] = status_of(browser, route.method, path)
        if route.method == "POST" and found[who] < 400:
            world.again()
    return found


def status_of(browser: Browser, method: str, path: str, fields: dict[str, str] | None = None) -> int:
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
    return browser.client.post(path, data={**(fields or {}), "csrf_token": browser.signed_token()}).status_code


def test_every_route_is_in_the_table(app: Flask, visit: Visits) -> None:
    known = {(route.method, route.endpoint) for route in ROUTES}
    lacking = [rule for rule in routes_of(app) if rule[:2] not in known]
    lines = [suggested(visit, *rule) for rule in lacking]
    assert not lines, (
        "tests/routes.txt lacks lines. What happens now is below: think whether it is right.\n" + "\n".join(lines)
    )


def suggested(visit: Visits, method: str, endpoint: str, rule: str) -> str:
    """A line for the table: the address as the world would fill it in, and what everybody gets there today."""
    ids = world.again().ids
    path = re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda found: _named(found[1], ids), rule)
    if "{?" in path:
        return f"{method} {endpoint} {path}  # tests/world.py has no id for it yet"
    route = Route(method, endpoint, path, {})
    return route.line(answers(visit, route))


def _named(argument: str, ids: dict[str, Any]) -> str:
    """An argument of an address as the world names it: `pair_id` is its `pair`."""
    name = {"slug": "group", "member": "bob", "seq": "1", "position": "1"}.get(argument, argument.removesuffix("_id"))
    if name.isdigit():
        return name
    return f"{{{name}}}" if name in ids else f"{{?{argument}}}"


def test_the_table_has_no_route_that_is_gone(app: Flask) -> None:
    there = {rule[:2] for rule in routes_of(app)}
    assert not [route for route in ROUTES if (route.method, route.endpoint) not in there]


def routes_of(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Each route's methods, endpoint and address; a socket is a method of its own here."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield "SOCKET" if rule.websocket else method, rule.endpoint, rule.rule
