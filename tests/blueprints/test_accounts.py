from collections.abc import Callable
from typing import Any

from db.models import Member
from tests.mails import Mailbox, link_in, mails_to
from tests.people import PASSWORD, Cast

Visits = Callable[..., Any]

DANA = {"name": "Dana Verdi", "email": "dana@example.org", "password": PASSWORD, "birth_date": "1980-02-29"}
OTHER = "quite another passphrase"


def sign_in(browser: Any, email: str, password: str = PASSWORD, status: int = 303) -> Any:
    return browser.post("/login", {"email": email, "password": password}, status=status)


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


def test_a_minor_is_refused_whatever_else_is_wrong(visit: Visits) -> None:
    someone = visit()
    someone.post("/signup", {**DANA, "birth_date": "2015-01-01", "password": "short"}, status=403)
    someone.post("/signup", DANA, status=403)


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
    assert "time-zone" not in visit().get("/login").text


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
