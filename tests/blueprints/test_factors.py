import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from flask import Flask

from db.clock import now
from db.models import AuditEntry, Member, Passkey, Session
from tests import people
from tests.authenticator import Authenticator
from tests.mails import Mailbox, link_in
from tests.people import PASSWORD, Cast
from webapp.blueprints.accounts import challenges, pending
from webapp.domain import instance, totp
from webapp.extensions import limiter

Visits = Callable[..., Any]

OTHER = "quite another passphrase"


@pytest.fixture
def host(cast: Cast) -> Member:
    return people.member("Harriet Host", is_host=True)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`later(60)`: a minute has passed for codes, challenges and those who have begun to sign in."""
    passed = [0]
    for module in (totp, challenges, pending):
        monkeypatch.setattr(module, "now", lambda: now() + timedelta(seconds=sum(passed)))
    return passed.append


def confirmed(browser: Any) -> Any:
    """The same browser, whose owner has just written the password again."""
    browser.post("/account/confirmation", {"present": PASSWORD})
    return browser


def app_of(browser: Any) -> tuple[pyotp.TOTP, list[str]]:
    """Set up an app on the pages; the codes are those of the page that follows."""
    confirmed(browser)
    page = browser.follow(browser.post("/account/app")).text
    app = pyotp.TOTP(re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", ""))  # type: ignore[index] # it is there
    shown = browser.post("/account/app/confirmation", {"code": app.now()}, status=200).text
    return app, re.findall(r"\b(?:\w{4}-){3}\w{4}\b", shown)


def passkey_of(browser: Any, *, status: int = 200) -> Authenticator:
    """Add a passkey as the page's script does."""
    key = Authenticator()
    confirmed(browser)
    options = json.loads(browser.post("/account/passkeys/challenges", status=200).text)
    browser.post("/account/passkeys", {"name": "My phone", "credential": key.make(options)}, status=status)
    return key


def show(browser: Any, key: Authenticator, path: str = "/login/passkey", status: int = 303) -> Any:
    options = json.loads(browser.post("/passkey-challenges", status=200).text)
    return browser.post(path, {"credential": key.show(options)}, status=status)


def sign_in(browser: Any, email: str = "bob@example.org", password: str = PASSWORD, wanted: str = "") -> Any:
    """The password's step; the limit on it is for other tests."""
    limiter.reset()
    answer = browser.post(f"/login?next={wanted}", {"email": email, "password": password})
    with browser.client.session_transaction() as session:
        session["csrf_token"] = browser.token  # as it would stand on the next page
    return answer


def subjects(mailbox: Mailbox) -> list[str]:
    return [message["subject"] for message in mailbox()]


def test_bob_can_sign_in_with_his_app_after_the_password_and_gets_where_he_wanted(
    visit: Visits, cast: Cast, later: Any
) -> None:
    app, codes = app_of(visit(cast.bob))
    assert len(codes) == 10
    bob = visit()
    answer = sign_in(bob, wanted="/groups")
    assert answer.headers["Location"] == "/login/factor"
    bob.get("/account", status=302)
    before = Session.select().count()
    bob.follow(answer)
    bob.post("/login/factor", {"code": app.now()}, status=422)  # the one of the setting up
    bob.post("/login/factor", {"code": ""}, status=422)
    later(60)
    bob.get("/account", status=302)
    assert Session.select().count() == before
    answer = bob.post("/login/factor", {"code": app.at(now() + timedelta(seconds=60))})
    assert answer.headers["Location"] == "/groups"
    bob.get("/account")


def test_charlie_cannot_pass_the_second_step_without_the_first(visit: Visits, cast: Cast) -> None:
    app_of(visit(cast.bob))
    charlie = visit()
    for path in ("/login/factor", "/login/recovery-code"):
        assert charlie.get(path, status=303).headers["Location"] == "/login"
        assert charlie.post(path, {"code": "123456"}).headers["Location"] == "/login"
    charlie.post("/login", {"email": "bob@example.org", "password": "wrong"}, status=422)
    charlie.get("/login/factor", status=303)
    sign_in(charlie, "charlie@example.org")  # without a factor the password is enough
    charlie.get("/account")


def test_the_second_step_waits_ten_minutes_and_no_longer_than_the_password(
    visit: Visits, cast: Cast, later: Any
) -> None:
    _, codes = app_of(visit(cast.bob))
    slow, robbed = visit(), visit()
    sign_in(robbed)
    robbed.get("/login/factor")
    Member.update(password_hash="another").where(Member.id == cast.bob.id).execute()
    robbed.post("/login/recovery-code", {"code": codes[0]})
    robbed.get("/account", status=302)
    Member.update(password_hash=cast.bob.password_hash).where(Member.id == cast.bob.id).execute()
    sign_in(slow)
    later(601)
    slow.post("/login/recovery-code", {"code": codes[0]})
    slow.get("/account", status=302)


def test_a_recovery_code_signs_bob_in_once_and_he_is_told(visit: Visits, mailbox: Mailbox, cast: Cast) -> None:
    _, codes = app_of(visit(cast.bob))
    bob, again = visit(), visit()
    sign_in(bob)
    bob.get("/login/recovery-code")
    bob.post("/login/recovery-code", {"code": codes[0]})
    assert "9 codes are left" in mailbox()[0].get_content()
    assert codes[0] not in mailbox()[0].get_content()
    assert "9 recovery codes are left" in bob.get("/account").text
    sign_in(again)
    again.post("/login/recovery-code", {"code": codes[0]}, status=422)


def test_five_codes_a_minute_and_no_more_can_be_tried(visit: Visits, cast: Cast) -> None:
    _, codes = app_of(visit(cast.bob))
    charlie = visit()
    sign_in(charlie)
    for n in range(5):
        charlie.post("/login/factor" if n % 2 else "/login/recovery-code", {"code": f"00000{n}"}, status=422)
    charlie.post("/login/recovery-code", {"code": codes[0]}, status=429)
    charlie.get("/login/factor")


def test_a_new_password_does_not_lead_past_the_second_step(visit: Visits, mailbox: Mailbox, cast: Cast) -> None:
    app_of(visit(cast.bob))
    bob = visit()
    bob.post("/password-resets", {"email": "bob@example.org"})
    bob.post(link_in(mailbox()[0]), {"password": OTHER})
    bob.get("/account", status=302)
    assert sign_in(bob, password=OTHER).headers["Location"] == "/login/factor"


def test_bob_can_sign_in_with_a_passkey_alone(visit: Visits, cast: Cast) -> None:
    key = passkey_of(visit(cast.bob))
    bob = visit()
    bob.get("/login?next=/groups")
    assert show(bob, key).headers["Location"] == "/groups"
    assert "One passkey." in bob.get("/account").text


def test_a_passkey_is_good_after_the_password_and_only_for_whose_password_it_was(visit: Visits, cast: Cast) -> None:
    key, other = passkey_of(visit(cast.bob)), passkey_of(visit(cast.charlie))
    bob = visit()
    page = bob.follow(sign_in(bob)).text
    assert "passkeys.js" not in page
    assert "/passkeys." in page
    assert "six digits" not in page
    show(bob, other, status=422)
    show(bob, key)
    bob.get("/account")


def test_a_browser_without_its_challenge_or_with_an_old_one_is_not_let_in(
    visit: Visits, cast: Cast, later: Any
) -> None:
    key = passkey_of(visit(cast.bob))
    bob = visit()
    options = json.loads(bob.post("/passkey-challenges", status=200).text)
    other = visit()
    other.post("/login/passkey", {"credential": key.show(options)}, status=422)
    later(301)
    bob.post("/login/passkey", {"credential": key.show(options)}, status=422)
    bob.post("/login/passkey", status=422)
    bob.post("/login/passkey", {"credential": '{"id": "x"}'}, status=422)
    bob.get("/account", status=302)


def test_nobody_learns_from_the_page_or_the_challenge_who_has_a_passkey(visit: Visits, cast: Cast) -> None:
    passkey_of(visit(cast.bob))
    options = json.loads(visit().post("/passkey-challenges", status=200).text)
    assert not options.get("allowCredentials")
    stranger = show(visit(), Authenticator(), status=422).text
    assert "That did not work" in stranger


def test_factors_can_be_changed_only_by_whoever_shows_the_password_or_a_passkey(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    for path in ("/account/factors", "/account/passkeys/new", "/account/app/confirmation"):
        assert "/account/confirmation" in bob.get(path, status=303).headers["Location"]
    for path in ("/account/app", "/account/app/delete", "/account/recovery-codes", "/account/passkeys"):
        assert "/account/confirmation" in bob.post(path).headers["Location"]
    answer = bob.get("/account/factors", status=303)
    bob.follow(answer)
    bob.post(answer.headers["Location"], {"present": "wrong"}, status=422)
    bob.get("/account/factors", status=303)
    assert bob.post(answer.headers["Location"], {"present": PASSWORD}).headers["Location"] == "/account/factors"
    bob.get("/account/factors")
    key = passkey_of(bob)
    again = visit(cast.bob)
    assert "Show a passkey instead" in again.get("/account/confirmation").text
    show(again, key, "/account/confirmation/passkey")
    again.get("/account/factors")
    charlie = visit(cast.charlie)
    show(charlie, key, "/account/confirmation/passkey", status=422)
    charlie.get("/account/factors", status=303)


def test_charlie_cannot_remove_bobs_passkey(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    passkey_of(bob)
    charlie = confirmed(visit(cast.charlie))
    charlie.post(f"/account/passkeys/{Passkey.get().id}/delete", status=404)
    bob.follow(bob.post(f"/account/passkeys/{Passkey.get().id}/delete"))
    assert not Passkey.select().exists()


def test_bob_can_take_his_app_away_and_make_new_codes(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    _, codes = app_of(bob)
    assert "10 of 10 are left" in bob.get("/account/factors").text
    fresh = bob.post("/account/recovery-codes", status=200).text
    assert codes[0] not in fresh
    bob.follow(bob.post("/account/app/delete"))
    bob.post("/account/app/delete", status=409)
    assert bob.post("/account/recovery-codes").headers["Location"] == "/account/factors"
    sign_in(visit())


def test_bob_is_told_of_every_change_by_mail_in_his_own_time_and_language(
    visit: Visits, mailbox: Mailbox, cast: Cast
) -> None:
    Member.update(time_zone="Asia/Tokyo").where(Member.id == cast.bob.id).execute()
    bob = visit(cast.bob)
    app, codes = app_of(bob)
    passkey_of(bob, status=303)
    bob.post("/account/recovery-codes", status=200)
    bob.post("/account/app/delete")
    bob.post(f"/account/passkeys/{Passkey.get().id}/delete")
    bob.post("/account/password", {"present": PASSWORD, "password": OTHER})
    told = mailbox()
    assert [message["subject"].split(" at ")[0].split(" for ")[0] for message in reversed(told)] == [
        "An authenticator app was set up",
        "A passkey was added",
        "You have new recovery codes",
        "Your authenticator app was removed",
        "A passkey was removed",
        "Your password",
    ]
    for message in told:
        assert message["to"] == "bob@example.org"
        text = message.get_content()
        assert "(Tokyo)" in text
        assert "If it was not you" in text
        assert not any(secret in text for secret in (*codes, app.secret, PASSWORD, OTHER))


def test_a_changed_address_is_told_to_the_old_one_and_the_new(visit: Visits, mailbox: Mailbox, cast: Cast) -> None:
    visit(cast.bob).post("/email-changes", {"email": "robert@example.org", "present": PASSWORD})
    link = next(link_in(message) for message in mailbox() if message["to"] == "robert@example.org")
    visit().post(link)
    told = [message for message in mailbox() if "was changed" in message["subject"]]
    assert {message["to"] for message in told} == {"bob@example.org", "robert@example.org"}
    assert not any("robert@example.org" in message.get_content() for message in told)


def test_changes_stand_in_the_audit_log_without_a_word(visit: Visits, cast: Cast) -> None:
    bob = visit(cast.bob)
    app_of(bob)
    bob.post("/account/app/delete")
    bob.post("/account/password", {"present": PASSWORD, "password": OTHER})
    bob.post("/account/sessions/delete")
    entries = list(AuditEntry.select().order_by(AuditEntry.position))
    assert [entry.action for entry in entries] == [
        "factor.added",
        "factor.removed",
        "password.changed",
        "session.ended_all",
    ]
    assert {entry.actor_id for entry in entries} == {cast.bob.id}


def test_the_qr_code_is_an_image_and_the_secret_only_on_its_page(visit: Visits, cast: Cast) -> None:
    bob = confirmed(visit(cast.bob))
    page = bob.follow(bob.post("/account/app"))
    assert 'src="data:image/svg+xml' in page.text
    assert page.headers["Cache-Control"] == "no-store"
    with bob.client.session_transaction() as session:
        assert "secret" not in str(dict(session))
    bob.post("/account/app/confirmation", {"code": "000000"}, status=422)
    assert bob.follow(bob.post("/account/app")).text != page.text
    confirmed(visit(cast.charlie)).get("/account/app/confirmation", status=303)


def test_a_host_who_needs_a_factor_is_led_to_set_one_up_and_back(visit: Visits, cast: Cast, host: Member) -> None:
    instance.change(host=host, second_factor_for="hosts")
    harriet = confirmed(visit(host))
    answer = harriet.get("/host", status=303)
    assert answer.headers["Location"] == "/account/factors?next=/host"
    assert "ask this of everybody with your tasks" in harriet.follow(answer).text
    page = harriet.follow(harriet.post("/account/app")).text
    app = pyotp.TOTP(re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", ""))  # type: ignore[index] # it is there
    shown = harriet.post("/account/app/confirmation", {"code": app.now()}, status=200).text
    assert 'href="/host"' in shown
    harriet.get("/host")
    visit(cast.olivia).get(f"/groups/{cast.group.slug}/edit")


def test_an_admin_who_needs_a_factor_is_led_to_set_one_up_and_ordinary_pages_stay_open(
    visit: Visits, cast: Cast, host: Member
) -> None:
    instance.change(host=host, second_factor_for="moderators")
    olivia = visit(cast.olivia)
    group = f"/groups/{cast.group.slug}"
    assert olivia.get(f"{group}/edit", status=303).headers["Location"] == f"/account/factors?next={group}/edit"
    answer = olivia.get(f"{group}/edit", status=403, htmx=True)
    assert answer.headers["HX-Redirect"].startswith("/account/factors")
    olivia.get(group)
    olivia.get("/account")
    visit(cast.bob).get(f"{group}/edit", status=403)
    visit(cast.charlie).get("/host", status=404)


def test_the_host_can_take_the_factors_from_somebody_locked_out(
    app: Flask, visit: Visits, mailbox: Mailbox, cast: Cast
) -> None:
    browser = visit(cast.bob)
    app_of(browser)
    run = app.test_cli_runner().invoke
    done = run(args=["reset-factors", "--email", "Bob@example.org"])
    assert done.exit_code == 0, done.output
    assert "because you were locked out" in mailbox()[0].get_content()
    browser.get("/account", status=302)
    sign_in(visit())
    assert AuditEntry.select().order_by(AuditEntry.position.desc()).first().action == "factor.reset"
    assert run(args=["reset-factors", "--email", "bob@example.org"]).exit_code == 1
    assert run(args=["reset-factors", "--email", "nobody@example.org"]).exit_code == 1
