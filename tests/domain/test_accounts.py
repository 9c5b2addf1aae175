import time
from datetime import date
from typing import Any

import pytest

from db.models import Link, Member
from tests.concurrently import at_once
from tests.people import PASSWORD, Cast, member
from webapp.domain import accounts, passwords
from webapp.domain.errors import EmailIsTaken, LinkIsSpent

DANA = {"name": "Dana Verdi", "email": "dana@example.org", "language": "en", "time_zone": "UTC", "verified": False}
OTHER = "quite another passphrase"


def leave_time_before_the_insert(monkeypatch: pytest.MonkeyPatch) -> None:
    """Widen the gap between looking and making, so that a race that can be lost is lost."""
    create = Member.create

    def slowly(**columns: Any) -> Member:
        time.sleep(0.03)
        return create(**columns)

    monkeypatch.setattr(Member, "create", slowly)
    monkeypatch.setattr(passwords, "hash_password", lambda password: "x")  # it would spread them in time


@pytest.mark.parametrize(
    ("born", "today", "adult"),
    [
        (date(2008, 11, 21), date(2026, 11, 21), True),
        (date(2008, 11, 22), date(2026, 11, 21), False),
        (date(2008, 2, 29), date(2026, 2, 28), False),
        (date(2008, 2, 29), date(2026, 3, 1), True),
    ],
)
def test_charlie_can_join_from_the_eighteenth_birthday(born: date, today: date, adult: bool) -> None:
    assert accounts.is_adult(born, today) is adult


def test_somebody_who_signs_up_twice_at_once_has_one_account(monkeypatch: pytest.MonkeyPatch) -> None:
    leave_time_before_the_insert(monkeypatch)
    made = at_once(*(lambda: accounts.sign_up(**DANA, password=PASSWORD) for _ in range(4)))
    assert Member.select().count() == 1
    assert not [result for result in made if isinstance(result, Exception)]


def test_a_squatter_cannot_slip_a_password_in_while_dana_confirms(monkeypatch: pytest.MonkeyPatch) -> None:
    dana = accounts.sign_up(**DANA, password=PASSWORD)
    assert dana is not None
    token = accounts.make_link(dana, "verify")
    checked = passwords.matches

    def and_meanwhile(password_hash: str, password: str) -> bool:
        accounts.sign_up(**DANA, password=OTHER)
        return checked(password_hash, password)

    monkeypatch.setattr(passwords, "matches", and_meanwhile)
    assert accounts.verify(token=token, password=PASSWORD) is None
    assert not Member.get().has_verified_email


def test_dana_can_still_confirm_after_a_wrong_password() -> None:
    dana = accounts.sign_up(**DANA, password=PASSWORD)
    assert dana is not None
    token = accounts.make_link(dana, "verify")
    assert accounts.verify(token=token, password=OTHER) is None
    assert accounts.verify(token=token, password=PASSWORD) is not None


def test_a_deactivated_account_cannot_be_signed_up_over(cast: Cast) -> None:
    dana = accounts.sign_up(**DANA, password=PASSWORD)
    Member.update(deactivated_at=cast.bob.created_at).where(Member.id == dana).execute()
    assert accounts.sign_up(**DANA, password=OTHER) is None


def test_a_reset_link_used_by_two_at_once_works_for_one(cast: Cast) -> None:
    token = accounts.make_link(cast.bob, "reset")
    results = at_once(
        *(lambda word=word: accounts.reset_password(token=token, password=word) for word in (PASSWORD, OTHER))
    )
    assert [isinstance(result, LinkIsSpent) for result in results].count(True) == 1


def test_a_link_cannot_be_used_for_another_purpose(cast: Cast) -> None:
    token = accounts.make_link(cast.bob, "verify")
    with pytest.raises(LinkIsSpent):
        accounts.reset_password(token=token, password=OTHER)


def test_a_new_link_makes_the_earlier_one_useless(cast: Cast) -> None:
    first = accounts.make_link(cast.bob, "reset")
    accounts.make_link(cast.bob, "reset")
    with pytest.raises(LinkIsSpent):
        accounts.link_of("reset", first)


def test_an_expired_link_cannot_be_used(cast: Cast) -> None:
    token = accounts.make_link(cast.bob, "reset")
    Link.update(expires_at=cast.bob.created_at).execute()
    with pytest.raises(LinkIsSpent):
        accounts.link_of("reset", token)


def test_an_account_that_nobody_confirmed_cannot_hold_an_address_against_bob(cast: Cast) -> None:
    accounts.sign_up(**DANA, password=OTHER)
    token = accounts.make_link(cast.bob, "mail-change", email="dana@example.org")
    assert accounts.change_email(token=token).email == "dana@example.org"
    assert Member.select().where(Member.email == "dana@example.org").count() == 1


def test_an_address_can_be_taken_by_one_of_two_at_once(cast: Cast) -> None:
    tokens = [accounts.make_link(who, "mail-change", email="new@example.org") for who in (cast.alice, cast.bob)]
    results = at_once(*(lambda token=token: accounts.change_email(token=token) for token in tokens))
    assert [isinstance(result, EmailIsTaken) for result in results].count(True) == 1


def test_the_first_host_can_be_made_once_however_many_try_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    leave_time_before_the_insert(monkeypatch)
    emails = [f"host{n}@example.org" for n in range(8)]
    results = at_once(
        *(
            lambda email=email: accounts.make_host(name="Olivia", email=email, password=PASSWORD, only_first=True)
            for email in emails
        )
    )
    assert len([result for result in results if isinstance(result, Member)]) == 1
    assert results.count(None) == 7
    assert Member.hosts().count() == 1


def test_an_account_that_becomes_the_hosts_is_signed_out_everywhere() -> None:
    dana = member("Dana Verdi")
    token = accounts.open_session(dana, device="test")
    accounts.make_host(name="Dana", email="DANA@example.org", password=OTHER)
    assert accounts.session_of(token) is None
    assert accounts.authenticate(email="dana@example.org", password=OTHER) is not None
    assert Member.get_by_id(dana.id).is_host
