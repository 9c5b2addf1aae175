import re
from collections.abc import Callable
from typing import Any

from db.models import Member
from tests.people import PASSWORD, Cast

Visits = Callable[..., Any]

DANA = {"name": "Dana Verdi", "email": "dana@example.org", "password": PASSWORD, "birth_date": "1980-02-29"}


def link_in(message: Any) -> str:
    found = re.search(r"http://localhost:8000(/\S+)", message.get_content())
    assert found
    return found.group(1)


def test_a_stranger_can_sign_up_confirm_and_come_in(visit: Visits, mailbox: Callable[[], Any]) -> None:
    dana = visit()
    dana.get("/signup")
    dana.follow(dana.post("/signup", DANA))
    link = link_in(mailbox()[0])
    dana.get(link)
    dana.post(link, {"password": "not this one at all"}, status=422)
    dana.follow(dana.post(link, {"password": PASSWORD}))
    dana.get("/account")
    visit().get(link, status=410)


def test_a_minor_cannot_sign_up_nor_try_another_date(visit: Visits) -> None:
    someone = visit()
    someone.post("/signup", {**DANA, "birth_date": "2015-01-01"}, status=403)
    someone.post("/signup", DANA, status=403)
    assert not Member.select().exists()


def test_a_stranger_cannot_learn_who_has_an_account(visit: Visits, mailbox: Callable[[], Any], cast: Cast) -> None:
    known = visit().post("/signup", {**DANA, "email": "ALICE@example.org"})
    unknown = visit().post("/signup", DANA)
    assert known.headers["Location"] == unknown.headers["Location"]
    assert {message["to"] for message in mailbox()} == {"alice@example.org", "dana@example.org"}


def test_charlie_cannot_sign_in_with_a_wrong_password(visit: Visits, cast: Cast) -> None:
    charlie = visit()
    charlie.post("/login", {"email": "charlie@example.org", "password": "wrong"}, status=422)
    charlie.post("/login", {"email": "charlie@example.org", "password": PASSWORD})
    charlie.get("/account")


def test_nobody_can_be_sent_to_another_site_by_signing_in(visit: Visits, cast: Cast) -> None:
    for wanted in ("https://evil.example", "//evil.example", "/\\evil.example"):
        response = visit().post("/login?next=" + wanted, {"email": "bob@example.org", "password": PASSWORD})
        assert response.headers["Location"] == "/"
