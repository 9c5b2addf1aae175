import json
from datetime import datetime, timedelta
from typing import Any

import pyotp
import pytest
from cryptography.exceptions import InvalidTag

from db.clock import now
from db.models import AuditEntry, Member, Passkey, RecoveryCode, Session, TotpSecret
from tests.authenticator import PRESENT, Authenticator
from tests.concurrently import at_once
from tests.people import Cast
from webapp.domain import accounts, factors, passkeys, recovery_codes, totp
from webapp.domain.errors import PasskeyIsRefused, TooManyPasskeys, WrongState
from webapp.domain.passkeys import Site

SITE = Site("http://localhost:8000", "Waymark")


def session_of(member: Member) -> Session:
    found = accounts.session_of(accounts.open_session(member, device="test"))
    assert found is not None
    return found


def app_of(member: Member) -> tuple[pyotp.TOTP, list[str]]:
    """A confirmed app of a member's, its first code used, and the recovery codes that came with it."""
    totp.begin(member=member)
    setup = totp.setup_of(member=member, issuer="Waymark")
    assert setup is not None
    app = pyotp.TOTP(setup.secret.replace(" ", ""))
    codes = totp.confirm(member=member, code=code_of(app), session=session_of(member))
    assert codes is not None
    return app, codes


def code_of(app: pyotp.TOTP, *, periods: int = 0) -> str:
    return app.at(now() + timedelta(seconds=30 * periods))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`clock(90)`: it is 90 seconds later than it was."""
    moment: list[datetime] = [now().replace(second=5)]
    monkeypatch.setattr(totp, "now", lambda: moment[0])
    monkeypatch.setitem(globals(), "now", lambda: moment[0])
    return lambda seconds: moment.append(moment.pop() + timedelta(seconds=seconds))


def asked(member: Member | None = None) -> tuple[bytes, dict[str, Any]]:
    challenge = passkeys.new_challenge()
    return challenge, json.loads(passkeys.request_options(site=SITE, challenge=challenge, member=member))


def passkey_of(member: Member, key: Authenticator, session: Session | None = None, name: str = "Phone") -> list[str]:
    challenge = passkeys.new_challenge()
    options = json.loads(passkeys.registration_options(member=member, site=SITE, challenge=challenge))
    return passkeys.add(
        member=member,
        name=name,
        credential=key.make(options),
        challenge=challenge,
        site=SITE,
        session=session or session_of(member),
    )


def is_shown(key: Authenticator, **how: Any) -> Member | None:
    challenge, options = asked()
    return passkeys.shown(credential=key.show(options, **how), challenge=challenge, site=SITE)


def actions() -> list[str]:
    entries = AuditEntry.select().where(~AuditEntry.action.startswith("session.")).order_by(AuditEntry.position)
    return [entry.action for entry in entries]


def test_bob_can_set_up_an_app_with_a_code_of_it(cast: Cast) -> None:
    totp.begin(member=cast.bob)
    assert not factors.has_one(cast.bob)
    wrong = totp.confirm(member=cast.bob, code="12 34", session=session_of(cast.bob))
    assert wrong is None
    assert not factors.has_one(cast.bob)
    _, codes = app_of(cast.bob)
    assert factors.has_one(cast.bob)
    assert not factors.has_one(cast.charlie)
    assert len(set(codes)) == recovery_codes.left(cast.bob) == 10
    with pytest.raises(WrongState):
        totp.begin(member=cast.bob)
    assert actions() == ["factor.added"]


def test_the_secret_is_stored_sealed_and_for_bob_alone(cast: Cast) -> None:
    app, _ = app_of(cast.bob)
    row = TotpSecret.get()
    assert app.secret.encode() not in bytes(row.sealed)
    TotpSecret.create(member=cast.charlie, sealed=row.sealed, confirmed_at=now())
    with pytest.raises(InvalidTag):
        totp.take(member=cast.charlie, code=code_of(app))


def test_no_code_can_be_used_twice_nor_an_earlier_one_after_it(cast: Cast, clock: Any) -> None:
    app, _ = app_of(cast.bob)
    assert not totp.take(member=cast.bob, code=code_of(app))  # it was shown to set up
    clock(90)
    code, earlier = code_of(app), code_of(app, periods=-1)
    assert totp.take(member=cast.bob, code=f" {code[:3]} {code[3:]} ")
    assert not totp.take(member=cast.bob, code=code)
    assert not totp.take(member=cast.bob, code=earlier)


def test_a_code_may_be_half_a_minute_off_and_no_more(cast: Cast, clock: Any) -> None:
    app, _ = app_of(cast.bob)
    clock(300)
    for periods in (-2, 2):
        assert not totp.take(member=cast.bob, code=code_of(app, periods=periods))
    for periods in (-1, 1):
        assert totp.take(member=cast.bob, code=code_of(app, periods=periods))


def test_a_code_given_by_two_at_once_lets_one_in(cast: Cast, clock: Any) -> None:
    app, _ = app_of(cast.bob)
    clock(90)
    code = code_of(app)
    assert sorted(at_once(*(lambda: totp.take(member=cast.bob, code=code) for _ in range(4)))) == [False] * 3 + [True]


def test_charlie_cannot_use_bobs_codes(cast: Cast, clock: Any) -> None:
    app, codes = app_of(cast.bob)
    app_of(cast.charlie)
    clock(90)
    assert not totp.take(member=cast.charlie, code=code_of(app))
    assert not recovery_codes.take(member=cast.charlie, code=codes[0])


def test_a_recovery_code_works_once_however_it_is_typed_and_new_ones_end_the_old(cast: Cast) -> None:
    _, codes = app_of(cast.bob)
    assert not RecoveryCode.select().where(RecoveryCode.code_hash.in_(codes)).exists()
    assert recovery_codes.take(member=cast.bob, code=codes[0].upper().replace("-", " "))
    assert not recovery_codes.take(member=cast.bob, code=codes[0])
    assert recovery_codes.left(cast.bob) == 9
    fresh = recovery_codes.renew(member=cast.bob)
    assert recovery_codes.left(cast.bob) == 10
    assert not recovery_codes.take(member=cast.bob, code=codes[1])
    both = at_once(*(lambda: recovery_codes.take(member=cast.bob, code=fresh[0]) for _ in range(2)))
    assert sorted(both) == [False, True]
    assert actions() == ["factor.added", "recovery.used", "recovery.renewed", "recovery.used"]


def test_the_first_factor_and_every_removal_sign_the_other_devices_out(cast: Cast) -> None:
    here, there = session_of(cast.bob), session_of(cast.bob)
    passkey_of(cast.bob, Authenticator(), here)
    assert list(Session.of_member(cast.bob)) == [here]
    there = session_of(cast.bob)
    assert passkey_of(cast.bob, Authenticator(), here, "Laptop") == []
    assert set(Session.of_member(cast.bob)) == {here, there}
    passkeys.remove(member=cast.bob, passkey=Passkey.of_member(cast.bob).first(), session=here)
    assert list(Session.of_member(cast.bob)) == [here]
    assert recovery_codes.left(cast.bob) == 10
    passkeys.remove(member=cast.bob, passkey=Passkey.of_member(cast.bob).first(), session=here)
    assert recovery_codes.left(cast.bob) == 0
    assert not factors.has_one(cast.bob)


def test_bob_can_sign_in_with_his_passkey_and_charlie_cannot_with_one_that_nobody_knows(cast: Cast) -> None:
    key = Authenticator()
    assert len(passkey_of(cast.bob, key)) == 10
    assert is_shown(key) == cast.bob
    assert is_shown(key) == cast.bob
    assert is_shown(Authenticator()) is None
    stolen = Authenticator()
    stolen.id = key.id
    assert is_shown(stolen) is None


@pytest.mark.parametrize(
    "change",
    [
        {"origin": "http://localhost:8001"},
        {"origin": "https://evil.example"},
        {"site": "evil.example"},
        {"flags": PRESENT},  # nobody showed a fingerprint, a face or a PIN
        {"flags": 0},
    ],
)
def test_a_passkey_is_good_for_this_site_and_its_verified_owner_only(cast: Cast, change: dict[str, Any]) -> None:
    key, other = Authenticator(), Authenticator()
    passkey_of(cast.bob, key)
    for name, value in change.items():
        setattr(key, name, value)
        setattr(other, name, value)
    assert is_shown(key) is None
    with pytest.raises(PasskeyIsRefused):
        passkey_of(cast.bob, other)


def test_a_challenge_cannot_be_used_twice_nor_another_one(cast: Cast) -> None:
    key = Authenticator()
    passkey_of(cast.bob, key)
    challenge, options = asked()
    shown = key.show(options)
    assert passkeys.shown(credential=shown, challenge=passkeys.new_challenge(), site=SITE) is None
    assert passkeys.shown(credential=shown, challenge=challenge, site=SITE) == cast.bob
    assert passkeys.shown(credential=shown, challenge=challenge, site=SITE) is None


def test_a_used_challenge_stays_used_when_the_password_changes(cast: Cast) -> None:
    key = Authenticator()
    passkey_of(cast.bob, key)
    challenge, options = asked()
    shown = key.show(options)
    assert passkeys.shown(credential=shown, challenge=challenge, site=SITE) == cast.bob
    accounts.change_password(cast.bob, password="quite another passphrase", session=session_of(cast.bob))
    assert passkeys.shown(credential=shown, challenge=challenge, site=SITE) is None


def test_a_copied_key_whose_counter_did_not_grow_is_refused_and_noted(cast: Cast) -> None:
    key = Authenticator(counts=True)
    passkey_of(cast.bob, key)
    assert is_shown(key) == cast.bob
    assert is_shown(key) == cast.bob
    key.count = 0
    assert is_shown(key) is None
    assert actions()[-1] == "factor.refused"
    forged = Authenticator(counts=True)
    forged.id = key.id
    assert is_shown(forged) is None
    assert actions().count("factor.refused") == 1  # what the key itself did not sign is not worth a note


def test_a_passkey_for_somebody_else_or_of_a_closed_account_is_refused(cast: Cast) -> None:
    key = Authenticator()
    passkey_of(cast.bob, key)
    assert is_shown(key, handle=b"somebody else") is None
    Member.update(deactivated_at=now()).where(Member.id == cast.bob.id).execute()
    assert is_shown(key) is None


@pytest.mark.parametrize(
    "rubbish", ["", "null", "[]", "{}", '{"id": 1}', "[" * 100_000, '{"id":"%","rawId":"","response":{}}']
)
def test_what_is_no_passkey_is_refused_whatever_it_is(cast: Cast, rubbish: str) -> None:
    challenge = passkeys.new_challenge()
    assert passkeys.shown(credential=rubbish, challenge=challenge, site=SITE) is None
    with pytest.raises(PasskeyIsRefused):
        passkeys.add(
            member=cast.bob, name="x", credential=rubbish, challenge=challenge, site=SITE, session=session_of(cast.bob)
        )


def test_a_passkey_cannot_be_added_twice_and_the_browser_is_told_which_there_are(cast: Cast) -> None:
    key = Authenticator()
    passkey_of(cast.bob, key)
    for member in (cast.bob, cast.charlie):
        with pytest.raises(PasskeyIsRefused):
            passkey_of(member, key)
    options = json.loads(passkeys.registration_options(member=cast.bob, site=SITE, challenge=b"x" * 32))
    assert len(options["excludeCredentials"]) == 1
    assert options["authenticatorSelection"]["userVerification"] == "required"


def test_bob_cannot_have_more_than_twenty_passkeys(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passkeys, "MOST", 1)
    passkey_of(cast.bob, Authenticator())
    with pytest.raises(TooManyPasskeys):
        passkey_of(cast.bob, Authenticator())


def test_the_same_is_asked_of_a_browser_whoever_is_there(cast: Cast) -> None:
    passkey_of(cast.bob, Authenticator())
    _, options = asked()
    assert options.get("allowCredentials") in (None, [])
    assert options["rpId"] == "localhost"
    assert len(asked(cast.bob)[1]["allowCredentials"]) == 1


def test_the_host_can_let_bob_in_again_who_has_lost_everything(cast: Cast) -> None:
    app_of(cast.bob)
    passkey_of(cast.bob, Authenticator())
    app_of(cast.charlie)
    assert factors.reset(member=cast.bob)
    assert not factors.reset(member=cast.bob)
    assert not factors.has_one(cast.bob)
    assert not Session.of_member(cast.bob).exists()
    assert factors.has_one(cast.charlie)
    assert recovery_codes.left(cast.charlie) == 10
