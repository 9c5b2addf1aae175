import time
from collections.abc import Callable
from typing import Any

import pytest

from db.models import Session
from tests.people import PASSWORD, Cast, member
from webapp.domain import accounts, passwords

Visits = Callable[..., Any]

DANA = {"name": "Dana Verdi", "email": "dana@example.org", "password": PASSWORD, "birth_date": "1980-02-29"}
OTHER = "quite another passphrase"


def sign_in(browser: Any, email: str, password: str = PASSWORD, status: int = 303) -> Any:
    return browser.post("/login", {"email": email, "password": password}, status=status)


def test_charlie_cannot_sign_in_with_a_wrong_password(visit: Visits, cast: Cast) -> None:
    charlie = visit()
    sign_in(charlie, "charlie@example.org", "wrong", status=422)
    sign_in(charlie, "charlie@example.org")
    charlie.get("/account")


def test_nobody_can_sign_in_before_confirming(visit: Visits) -> None:
    visit().post("/signup", DANA)
    sign_in(visit(), "dana@example.org", status=422)


def test_an_unknown_address_takes_as_long_as_a_known_one(
    visit: Visits, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    spent: list[str] = []
    monkeypatch.setattr(passwords, "spend_the_same_time", spent.append)
    sign_in(visit(), "nobody@example.org", OTHER, status=422)
    assert spent == [OTHER]


def test_nobody_can_be_sent_to_another_site_by_signing_in(visit: Visits, cast: Cast) -> None:
    for wanted in ("https://evil.example", "//evil.example", "/\\evil.example", "/%09/evil.example", "/%0A/x"):
        response = visit().post("/login?next=" + wanted, {"email": "bob@example.org", "password": PASSWORD})
        assert response.headers["Location"] == "/"


def test_bob_can_see_where_he_is_signed_in_and_end_one_at_once(visit: Visits, cast: Cast) -> None:
    laptop, phone, other = visit(cast.bob), visit(cast.bob), visit(cast.bob)
    page = laptop.get("/account").text
    assert page.count("this one") == 1
    assert page.count("<b>test</b>") == 3
    newest = Session.select().order_by(Session.id.desc()).first()
    laptop.follow(laptop.post(f"/account/sessions/{newest.id}/delete"))
    other.get("/account", status=302)
    phone.get("/account")
    laptop.get("/account")


def test_bob_can_sign_out_all_his_other_devices(visit: Visits, cast: Cast) -> None:
    laptop, phone, alice = visit(cast.bob), visit(cast.bob), visit(cast.alice)
    laptop.post("/account/sessions/delete")
    laptop.get("/account")
    phone.get("/account", status=302)
    alice.get("/account")


def test_bob_is_signed_out_here_only_by_signing_out(visit: Visits, cast: Cast) -> None:
    laptop, phone = visit(cast.bob), visit(cast.bob)
    laptop.post("/logout")
    laptop.get("/account", status=302)
    phone.get("/account")


def test_charlie_cannot_end_somebody_elses_session(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    visit(cast.charlie).post(f"/account/sessions/{Session.get().id}/delete", status=404)
    bob.get("/account")


def test_a_stranger_cannot_open_an_account_page(visit: Visits) -> None:
    for path in ("/account", "/account/edit", "/account/password", "/email-changes/new"):
        visit().get(path, status=302)
    for path in ("/account/edit", "/email-changes", "/account/sessions/delete", "/logout"):
        visit().post(path, status=302)


def test_nobody_gets_a_session_by_an_ended_token(visit: Visits, cast: Cast) -> None:
    token = accounts.open_session(member("Dana Verdi"), device="test")
    found = accounts.session_of(token)
    assert found is not None
    accounts.end_session(found)
    assert accounts.session_of(token) is None


def test_charlie_stays_signed_in_when_the_servers_clock_is_set_back(
    visit: Visits, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    charlie, true = visit(), time.time
    monkeypatch.setattr(time, "time", lambda: true() + 3 * 3600)
    sign_in(charlie, "charlie@example.org")
    monkeypatch.undo()
    charlie.get("/account")
