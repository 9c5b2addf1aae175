import re
from collections.abc import Callable
from typing import Any

import pyotp
import pytest
from flask import Flask

from db.models import AuditEntry, Member, Passkey
from tests import people
from tests.blueprints.of_factors import OTHER, app_of, confirmed, passkey_of, show, sign_in
from tests.mails import Mailbox, link_in
from tests.people import PASSWORD, Cast
from webapp.domain import instance

Visits = Callable[..., Any]


@pytest.fixture
def host(cast: Cast) -> Member:
    return people.member("Harriet Host", is_host=True)


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
    entries = list(AuditEntry.select().where(AuditEntry.action != "session.opened").order_by(AuditEntry.position))
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
    assert AuditEntry.get(AuditEntry.action == "factor.reset").object_id == cast.bob.id
    assert run(args=["reset-factors", "--email", "bob@example.org"]).exit_code == 1
    assert run(args=["reset-factors", "--email", "nobody@example.org"]).exit_code == 1


@pytest.mark.parametrize(
    ("page", "form", "sent"),
    [
        ("/email-changes/new", "/email-changes", {"email": "robert@example.org"}),
        ("/account/exports", "/account/exports", {}),
        ("/account/deletion", "/account/deletion", {}),
    ],
)
def test_bob_can_show_a_passkey_where_the_password_is_asked_for(
    visit: Visits, cast: Cast, page: str, form: str, sent: dict[str, str]
) -> None:
    key = passkey_of(visit(cast.bob))
    bob = visit(cast.bob)
    assert "Show a passkey instead" in bob.get(page).text
    bob.post(form, sent, status=422)
    assert show(bob, key, f"/account/confirmation/passkey?next={page}").headers["Location"] == page
    assert "Present password" not in bob.get(page).text
    bob.post(form, sent)
    assert "Show a passkey instead" not in visit(cast.charlie).get(page).text


def test_somebody_whose_account_rests_can_come_back_by_a_passkey(visit: Visits, cast: Cast) -> None:
    here = visit(cast.bob)
    key = passkey_of(here)
    here.post("/account/deletion")
    bob = visit()
    assert show(bob, key).headers["Location"] == "/account/deletion/withdrawal"
    bob.get("/account", status=302)
    again = visit()
    sign_in(again)
    assert show(again, key).headers["Location"] == "/account/deletion/withdrawal"
