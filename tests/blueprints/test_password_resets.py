from collections.abc import Callable
from typing import Any

import pytest

from db.models import Dispatch, Link
from tests.mails import Mailbox, link_in
from tests.people import PASSWORD, Cast
from webapp import jobs
from webapp.domain import outbox

Visits = Callable[..., Any]

DANA = {"name": "Dana Verdi", "email": "dana@example.org", "password": PASSWORD, "birth_date": "1980-02-29"}
OTHER = "quite another passphrase"
KINDS = ("SELECT", "INSERT", "UPDATE", "DELETE")


def sign_in(browser: Any, email: str, password: str = PASSWORD, status: int = 303) -> Any:
    return browser.post("/login", {"email": email, "password": password}, status=status)


def test_bob_can_choose_a_new_password_and_is_signed_out_everywhere(
    visit: Visits, mailbox: Mailbox, cast: Cast
) -> None:
    phone, stranger = visit(cast.bob), visit()
    assert "password-resets/new" in stranger.get("/login").text
    stranger.get("/password-resets/new")
    stranger.follow(stranger.post("/password-resets", {"email": "Bob@example.org"}))
    link = link_in(mailbox()[0])
    for _ in range(2):  # a mail scanner that fetches the link uses nothing up
        assert "bob@example.org" in stranger.get(link).text
    stranger.post(link, {"password": "short"}, status=422)
    stranger.follow(stranger.post(link, {"password": OTHER}))
    phone.get("/account", status=302)
    assert "was changed" in mailbox()[0]["subject"]
    sign_in(visit(), "bob@example.org", status=422)
    sign_in(visit(), "bob@example.org", OTHER)
    stranger.get(link, status=410)
    stranger.post(link, {"password": PASSWORD}, status=410)


def test_charlie_cannot_learn_who_has_an_account_by_asking_for_a_reset(
    visit: Visits, mailbox: Mailbox, cast: Cast
) -> None:
    known = visit().post("/password-resets", {"email": "bob@example.org"})
    unknown = visit().post("/password-resets", {"email": "nobody@example.org"})
    assert (known.status_code, known.headers["Location"], known.text) == (
        unknown.status_code,
        unknown.headers["Location"],
        unknown.text,
    )
    assert [message["to"] for message in mailbox()] == ["bob@example.org"]


def test_a_known_and_an_unknown_address_cost_the_same_work(
    visit: Visits, cast: Cast, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What differs is left to the job; the answer runs the same kinds of statement, and hashes once."""
    monkeypatch.setattr(jobs, "send_soon", lambda: None)
    emails = ("bob@example.org", "nobody@example.org")
    resets, signs = [], []
    for email in emails:
        statements.clear()
        visit().post("/password-resets", {"email": email})
        resets.append([text.startswith("SELECT") for text in statements if text.startswith(KINDS)])
        statements.clear()
        visit().post("/signup", {**DANA, "email": email})
        signs.append([text.startswith("SELECT") for text in statements if text.startswith(KINDS)])
    assert resets == [[False]] * 2  # one row of the outbox, whoever it is
    # Whether it is banned, whether it is there, one write, and the row.
    assert signs == [[True, True, False, False]] * 2
    rows = Dispatch.select().order_by(Dispatch.id)
    assert [set(outbox.opened(row)) for row in rows] == [{"asked", "to"}] * 4
    assert {row.member_id for row in rows} == {None}


def test_somebody_who_never_confirmed_is_told_to_sign_up_again(visit: Visits, mailbox: Mailbox) -> None:
    visit().post("/signup", DANA)
    visit().post("/password-resets", {"email": "dana@example.org"})
    assert "never confirmed" in mailbox()[0]["subject"]
    assert not Link.select().where(Link.purpose == "reset").exists()


def test_charlie_cannot_ask_for_one_address_more_than_three_times_an_hour(visit: Visits, cast: Cast) -> None:
    for _ in range(3):
        visit().post("/password-resets", {"email": "bob@example.org"})
    refusal = visit().post("/password-resets", {"email": "bob@example.org"}, status=429)
    assert refusal.headers["Retry-After"]
