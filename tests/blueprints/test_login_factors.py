import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from db.clock import now
from db.models import Member, Session
from tests.authenticator import Authenticator
from tests.blueprints.of_factors import OTHER, app_of, passkey_of, show, sign_in
from tests.mails import Mailbox, link_in
from tests.people import Cast
from webapp.blueprints.accounts import challenges, pending
from webapp.domain import totp

Visits = Callable[..., Any]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`later(60)`: a minute has passed for codes, challenges and those who have begun to sign in."""
    passed = [0]
    for module in (totp, challenges, pending):
        monkeypatch.setattr(module, "now", lambda: now() + timedelta(seconds=sum(passed)))
    return passed.append


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
