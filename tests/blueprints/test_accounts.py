import re
from collections.abc import Callable
from typing import Any

import pytest

from db.models import Link, Member, Session
from tests.people import PASSWORD, Cast, member
from webapp import jobs
from webapp.domain import accounts, passwords

Visits = Callable[..., Any]
Mailbox = Callable[[], Any]

DANA = {"name": "Dana Verdi", "email": "dana@example.org", "password": PASSWORD, "birth_date": "1980-02-29"}
OTHER = "quite another passphrase"


def link_in(message: Any) -> str:
    found = re.search(r"http://localhost:8000(/\S+)", message.get_content())
    assert found
    return found.group(1)


def mails_to(mailbox: Mailbox, email: str) -> list[Any]:
    return [message for message in mailbox() if message["to"] == email]


def sign_in(browser: Any, email: str, password: str = PASSWORD, status: int = 303) -> Any:
    return browser.post("/login", {"email": email, "password": password}, status=status)


# Signing up


def test_a_stranger_can_sign_up_confirm_and_come_in(visit: Visits, mailbox: Mailbox) -> None:
    dana = visit()
    dana.get("/signup")
    dana.follow(dana.post("/signup", {**DANA, "time_zone": "Europe/Rome"}))
    link = link_in(mailbox()[0])
    dana.get(link)
    dana.post(link, {"password": "not this one at all"}, status=422)
    dana.follow(dana.post(link, {"password": PASSWORD}))
    assert "Rome" in dana.get("/account").text
    visit().get(link, status=410)


def test_a_minor_cannot_sign_up_nor_try_another_date(visit: Visits) -> None:
    someone = visit()
    someone.post("/signup", {**DANA, "birth_date": "2015-01-01"}, status=403)
    someone.post("/signup", DANA, status=403)
    someone.get("/signup", status=403)
    assert not Member.select().exists()


def test_a_stranger_cannot_sign_up_with_a_name_of_white_space_or_an_easy_password(visit: Visits) -> None:
    for wrong in ({"name": "  "}, {"password": "too short"}, {"password": "passwordpassword"}, {"email": "dana"}):
        visit().post("/signup", {**DANA, **wrong}, status=422)


def test_a_stranger_with_an_unknown_time_zone_gets_utc(visit: Visits) -> None:
    visit().post("/signup", {**DANA, "time_zone": "Mars/Olympus"})
    assert Member.get().time_zone == "UTC"


def test_a_stranger_cannot_learn_who_has_an_account(visit: Visits, mailbox: Mailbox, cast: Cast) -> None:
    known = visit().post("/signup", {**DANA, "email": "ALICE@example.org"})
    unknown = visit().post("/signup", DANA)
    assert known.headers["Location"] == unknown.headers["Location"]
    assert {message["to"] for message in mailbox()} == {"alice@example.org", "dana@example.org"}
    assert "already have an account" in mails_to(mailbox, "alice@example.org")[0]["subject"]


def test_somebody_who_never_confirmed_can_sign_up_again_and_gets_a_fresh_link(visit: Visits, mailbox: Mailbox) -> None:
    visit().post("/signup", {**DANA, "name": "A squatter", "password": OTHER})
    first = link_in(mailbox()[0])
    visit().post("/signup", DANA)
    second = link_in(mailbox()[0])
    dana = visit()
    dana.get(first, status=410)
    dana.post(second, {"password": OTHER}, status=422)
    dana.post(second, {"password": PASSWORD})
    assert "Dana Verdi" in dana.get("/account").text
    assert Member.select().count() == 1


def test_charlie_cannot_take_over_a_confirmed_account_by_signing_up_again(visit: Visits, cast: Cast) -> None:
    visit().post("/signup", {**DANA, "email": "bob@example.org", "password": OTHER})
    sign_in(visit(), "bob@example.org", OTHER, status=422)
    sign_in(visit(), "bob@example.org")
    assert Member.get_by_id(cast.bob.id).name == "Bob Conti"


def test_only_the_sign_up_pages_have_the_time_zone_script(visit: Visits) -> None:
    assert "time-zone" in visit().get("/signup").text
    assert "<script" not in visit().get("/login").text


# Signing in


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
    for wanted in ("https://evil.example", "//evil.example", "/\\evil.example"):
        response = visit().post("/login?next=" + wanted, {"email": "bob@example.org", "password": PASSWORD})
        assert response.headers["Location"] == "/"


# A forgotten password


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
    visit: Visits, cast: Cast, statements: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What differs is left to the job; the answer runs the same kinds of statement, and hashes once."""
    asked: list[tuple[str, str]] = []
    for name in ("answer_sign_up", "answer_password_reset"):
        monkeypatch.setattr(jobs.queue, name, lambda email, name=name: asked.append((name, email)))
    emails = ("bob@example.org", "nobody@example.org")
    resets, signs = [], []
    for email in emails:
        statements().clear()
        visit().post("/password-resets", {"email": email})
        resets.append(len(statements()))
        statements().clear()
        visit().post("/signup", {**DANA, "email": email})
        signs.append([text for text in statements() if text.startswith(("BEGIN", "COMMIT"))])
    assert resets == [0, 0]
    assert signs[0] == signs[1]
    assert asked == [(name, email) for email in emails for name in ("answer_password_reset", "answer_sign_up")]


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


# The account


def test_bob_can_change_his_name_language_and_time_zone(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    bob.get("/account/edit")
    answer = bob.post("/account/edit", {"name": " Roberto  Conti ", "language": "it", "time_zone": "Europe/Rome"})
    page = bob.follow(answer).text
    assert 'lang="it"' in page
    assert "Roberto Conti" in page
    assert '<option selected value="Europe/Rome">Roma</option>' in bob.get("/account/edit").text
    bob.post("/account/edit", {"name": "", "language": "xx", "time_zone": "Mars/Olympus"}, status=422)


def test_bob_can_keep_a_time_zone_by_its_old_name(visit: Visits, cast: Cast) -> None:
    Member.update(time_zone="Asia/Calcutta").where(Member.id == cast.bob.id).execute()
    bob = visit(cast.bob)
    bob.get("/account/edit")
    bob.post("/account/edit", {"name": "Bob", "language": "en", "time_zone": "Asia/Calcutta"})


def test_bob_can_change_his_password_and_his_other_devices_are_signed_out(
    visit: Visits, mailbox: Mailbox, cast: Cast
) -> None:
    laptop, phone = visit(cast.bob), visit(cast.bob)
    laptop.get("/account/password")
    laptop.post("/account/password", {"present": "wrong", "password": OTHER}, status=422)
    laptop.post("/account/password", {"present": PASSWORD, "password": "short"}, status=422)
    phone.get("/account")
    laptop.follow(laptop.post("/account/password", {"present": PASSWORD, "password": OTHER}))
    phone.get("/account", status=302)
    assert mailbox()[0]["to"] == "bob@example.org"
    sign_in(visit(), "bob@example.org", OTHER)


def test_bob_can_change_his_address_once_the_link_sent_there_is_used(
    visit: Visits, mailbox: Mailbox, cast: Cast
) -> None:
    bob = visit(cast.bob)
    bob.get("/email-changes/new")
    new = {"email": "Robert@example.org", "present": PASSWORD}
    bob.post("/email-changes", {**new, "present": "wrong"}, status=422)
    bob.post("/email-changes", {**new, "email": "bob@example.org"}, status=422)
    assert not mailbox()
    bob.follow(bob.post("/email-changes", new))
    assert "about to change" in mails_to(mailbox, "bob@example.org")[0]["subject"]
    link = link_in(mails_to(mailbox, "robert@example.org")[0])
    visit().get(link)
    assert Member.get_by_id(cast.bob.id).email == "bob@example.org"
    visit().post(link)
    assert Member.get_by_id(cast.bob.id).email == "robert@example.org"
    visit().post(link, status=410)


def test_bob_cannot_take_somebody_elses_address(visit: Visits, mailbox: Mailbox, cast: Cast) -> None:
    visit(cast.bob).post("/email-changes", {"email": "alice@example.org", "present": PASSWORD})
    visit().post(link_in(mails_to(mailbox, "alice@example.org")[0]), status=409)


def test_a_thief_s_change_of_address_stops_when_bob_resets_the_password(
    visit: Visits, mailbox: Mailbox, cast: Cast
) -> None:
    visit(cast.bob).post("/email-changes", {"email": "thief@example.org", "present": PASSWORD})
    thiefs = link_in(mails_to(mailbox, "thief@example.org")[0])
    visit().post("/password-resets", {"email": "bob@example.org"})
    visit().post(link_in(mailbox()[0]), {"password": OTHER})
    visit().post(thiefs, status=410)


# Sessions


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
