"""How often: every figure of SAFETY is here, a refusal says when, and what somebody typed stays with them."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g

from db import clock
from db.models import Member
from tests.people import Cast, greeted
from webapp import limits, sheets
from webapp.domain.errors import TableIsTooLong
from webapp.limits import Refusal

Visits = Callable[..., Any]
NOON = datetime(2026, 11, 21, 12, 0, 0, 400_000, tzinfo=UTC)


@pytest.fixture
def in_rome(app: Flask, cast: Cast) -> Iterator[None]:
    cast.alice.time_zone = "Europe/Rome"
    with app.test_request_context(), clock.at(NOON):
        g._login_user = cast.alice
        yield


@pytest.mark.parametrize(
    ("left", "words", "seconds"),
    [
        (0.2, "Try again in 1 second.", 1),
        (59.5, "Try again in 60 seconds.", 60),
        (600, "Try again in 10 minutes.", 600),
        (601, "Try again in 11 minutes.", 601),
        (3700, "Try again at 14:02.", 3700),
        (12 * 3600, "Try again on Sunday 22 November at 01:00.", 12 * 3600),
        (-5, "Try again in 1 second.", 1),
    ],
)
def test_alice_is_told_when_in_her_own_time(in_rome: None, left: float, words: str, seconds: int) -> None:
    refusal = Refusal(0, clock.now() + timedelta(seconds=left))
    assert limits.when(refusal.until) == words
    assert refusal.seconds == seconds


LOGIN = {"email": "alice@example.org", "password": "not the one"}


def test_charlie_who_guesses_passwords_is_told_what_is_left_of_the_window(
    app: Flask, visit: Visits, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    charlie = visit()
    for _ in range(10):
        charlie.post("/login", LOGIN, status=422)
    refused = charlie.post("/login", LOGIN, status=429)
    assert 590 < int(refused.headers["Retry-After"]) <= 600
    assert "Try again in 10 minutes" in refused.text
    if app.config["REDIS_URL"]:
        return  # whose clock is its own
    true = time.time
    monkeypatch.setattr(time, "time", lambda: true() + 400)
    with clock.at(clock.now() + timedelta(seconds=400)):
        later = charlie.post("/login", LOGIN, status=429)
    assert 190 < int(later.headers["Retry-After"]) <= 200
    assert "Try again in 4 minutes" in later.text


def test_what_charlie_typed_is_on_the_page_that_refuses_it_but_no_password(visit: Visits, cast: Cast) -> None:
    charlie = visit()
    for _ in range(11):
        page = charlie.client.post("/login?next=/groups", data={**LOGIN, "csrf_token": charlie.signed_token()}).text
    assert 'action="/login?next=/groups"' in page
    assert 'name="email" value="alice@example.org"' in page
    assert "not the one" not in page
    assert "Send it again" in page


def test_bob_who_searches_too_much_can_search_on_with_the_same_words(visit: Visits, cast: Cast) -> None:
    bob, address = visit(cast.bob), f"/pairs/{cast.pair.id}/messages/search"
    for _ in range(30):
        bob.post(address, {"words": "sleep"}, status=200)
    refused = bob.post(address, {"words": "sleep <b>"}, status=429)
    assert 'name="words" value="sleep &lt;b&gt;"' in refused.text
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert "notice" in bob.post(address, {"words": "sleep"}, status=429, htmx=True).text


def test_bob_who_reacts_too_much_is_told_when(visit: Visits, cast: Cast) -> None:
    greeted(cast.pair, by=cast.alice)
    bob = visit(cast.bob)
    for n in range(60):
        bob.post(f"/pairs/{cast.pair.id}/messages/1/reactions{'/delete' if n % 2 else ''}", {"kind": "care"})
    refused = bob.post(f"/pairs/{cast.pair.id}/messages/1/reactions", {"kind": "care"}, status=429, htmx=True)
    assert re.search(r"Try again in \d+ seconds?\.", refused.text)


def test_reports_and_exports_have_their_figures(app: Flask) -> None:
    said = Path(limits.__file__).read_text()
    for figure in (
        'login_per_account = _limit("10 per 10 minutes"', 'login_per_origin = _limit("50 per 10 minutes"',
        'reset_per_account = _limit("3 per hour"', 'signups_per_origin = _limit("10 per hour"',
        'reports_per_member = _limit("20 per day"', 'exports_per_member = _limit("5 per hour"',
        'INVITATIONS = parse("50 per day")', "CSV_BYTES, CSV_ROWS = 5_000_000, 10_000",
    ):  # fmt: skip
        assert figure in said
    assert app.config["MESSAGES_A_MINUTE"] == 30


def test_a_table_of_more_than_ten_thousand_rows_or_five_megabytes_is_refused() -> None:
    assert sheets.csv_of(["n"], ([n] for n in range(10_000))).count("\n") == 10_001
    with pytest.raises(TableIsTooLong):
        sheets.csv_of(["n"], ([n] for n in range(10_001)))
    with pytest.raises(TableIsTooLong):
        sheets.csv_of(["n"], (["è" * 3_000] for _ in range(1_000)))


def test_nobody_is_held_up_while_redis_is_gone(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_arguments: Any, **_more: Any) -> None:
        raise limits.RedisError

    with app.app_context():
        monkeypatch.setattr(limits.limiter.limiter, "hit", gone)
        assert limits.messages_per_member(int(Member.select().first().id)) is None
