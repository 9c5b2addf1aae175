"""What no browser sends, at every address: big numbers, NULs, half characters. None of it is a fault of ours."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from tests import source, world
from tests.people import Cast
from tests.routes import ROUTES
from webapp import inputs
from webapp.extensions import limiter

Visits = Callable[..., Any]

NUMBERS = (2**31, 2**63, 10**30)
TEXTS = ("a%00b", "%FF", "%ED%A0%80", "x" * 3000)
QUERIES = ("page", "before", "after", "mentee", "mentor", "mentee_page", "mentor_page", "q", "name", "next", "token")
FIELDS = [
    "name", "email", "password", "birth_date", "time_zone", "body", "client_id", "step", "reply_to", "words",
    "back", "description", "emails", "others", "goal", "experience", "location", "label", "help", "version", "title",
    "purpose", "minutes", "to", "seen", "oldest", "newest", "only", "mentee_enrollment", "enrollment",
    "mentor_enrollment", "introduction", "cadence_days", "summary", "tags", "mentor_prompt_1",
    "mentee_prompt_1", "place", "profession", "about", "contact", "where", "starts_at", "times", "day_1", "clock_1",
    "day", "clock", "begins_on", "until", "answer",
]  # fmt: skip
FIT = {
    "category": "career", "join_rule": "open", "language": "en", "birth_date": "1980-01-01", "score": "5",
    "roles": "mentor", "languages": "en", "uses": "1", "days": "7", "cadence": "other", "roles_open": "both",
    "enrollment_rule": "members", "kind": "wish", "after": "0", "email": "ines@example.org", "client_id": "abcdefgh",
}  # fmt: skip


def hostile_addresses(ids: dict[str, Any]) -> Iterator[str]:
    for route in ROUTES:
        if route.method != "GET":
            continue
        for name, value in ids.items():
            if f"{{{name}}}" in route.path:
                for other in NUMBERS if isinstance(value, int) else TEXTS:
                    yield route.path.format(**{**ids, name: other})
        for value in ("-5", str(2**31), str(2**63), f"-{2**63}", "9" * 3000, "%00", "%FF"):
            yield f"{route.path.format(**ids)}?" + "&".join(f"{name}={value}" for name in QUERIES)


@pytest.mark.parametrize("who", ["bob", "olivia"])
def test_nobody_can_break_an_address(app: Flask, visit: Visits, who: str) -> None:
    here = world.again()
    browser = visit(here.people[who])
    broken = {}
    for address in hostile_addresses(here.ids):
        limiter.reset()
        status = browser.client.get(address).status_code
        if status >= 500:
            broken[address[:120]] = status
    assert not broken


@pytest.mark.parametrize("value", ["a\0b", str(2**31), str(2**63), f"-{2**63}", "\x1b[31m\u202e", "\u200b"])
@pytest.mark.parametrize("who", ["bob", "olivia"])
def test_nobody_can_break_a_form(app: Flask, visit: Visits, who: str, value: str) -> None:
    here, broken = world.again(), {}
    for route in ROUTES:
        if route.method != "POST" or "out" in route.endpoint:
            continue
        for fit in ({}, FIT):
            limiter.reset()
            browser = visit(here.people[who])
            sent = {**dict.fromkeys(FIELDS, value), **fit, "csrf_token": browser.signed_token()}
            status = browser.client.post(route.path.format(**here.ids), data=sent).status_code
            if status >= 500:
                broken[route.endpoint, bool(fit)] = status
            if status < 400:
                here = world.again()
    assert not broken


def test_charlie_cannot_take_a_name_that_nobody_sees_or_that_turns_the_page_round(visit: Visits, cast: Cast) -> None:
    charlie = visit(cast.charlie)
    fields = {"language": "en", "time_zone": "UTC"}
    for name in ("\u200b", "\u200d\u200e", "\u3164", "\0", "\u202e"):
        charlie.post("/account/edit", {"name": name, **fields}, status=422)
    charlie.post("/account/edit", {"name": "Mar\u202ec\r\nBcc: x\u2028y\0 \u0644\u200c\u0627", **fields})
    assert type(cast.charlie).get_by_id(cast.charlie.id).name == "Marc Bcc: x y \u0644\u200c\u0627"


def test_half_a_character_is_replaced() -> None:
    assert inputs.keepable("a\ud800b\0c\tü\n🙂") == "a\ufffdbc\tü\n🙂"


def test_every_number_from_an_address_is_one_that_a_column_holds() -> None:
    for path in source.python_files("webapp/blueprints"):
        found = re.search(r"\.get(list)?\([^()]*\bint\)", path.read_text())
        assert not found, f"{source.name_of(path)}: {found and found.group()}: take inputs.whole_number"
