"""Kept off the instance: at once, and not by signing up anew; nobody can find out who is."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from db.models import AuditEntry, Ban, Link, Member, Notification, Pair, Session
from tests import people
from tests.mails import mails_to
from tests.people import Cast
from webapp import answers
from webapp.domain import accounts, bans
from webapp.domain.errors import EmailIsTaken, WrongState

SIGN_UP = {"name": "Anew", "password": people.PASSWORD, "language": "en", "time_zone": "UTC", "verified": False}


def ban_alice(cast: Cast) -> list[int]:
    return bans.ban(member=cast.alice, by=people.member("Harriet Host", is_host=True), report=None)


def test_a_ban_ends_everything_at_once(cast: Cast) -> None:
    token = accounts.open_session(cast.alice, device="test")
    accounts.make_link(cast.alice, "reset")
    assert ban_alice(cast) == [cast.pair.id]
    assert accounts.session_of(token) is None
    assert accounts.authenticate(email=cast.alice.email, password=people.PASSWORD) is None
    assert not Session.select().exists()
    assert not Link.select().exists()
    pair = Pair.get_by_id(cast.pair.id)
    assert (pair.state, pair.closed_by_id) == ("ended", None)
    assert [note.kind for note in Notification.select()] == ["pair_ended"]
    assert cast.alice.email not in str(list(Ban.select().tuples()))


def test_banning_twice_is_the_same_as_once_and_charlie_is_not_touched(cast: Cast) -> None:
    ban_alice(cast)
    host = Member.get(Member.is_host)
    assert bans.ban(member=cast.alice, by=host, report=None) == []
    assert [entry.action for entry in AuditEntry.select()] == ["pair.ended", "ban.made"]
    assert Member.get_by_id(cast.charlie.id).is_active


@pytest.mark.parametrize("is_deleted", [False, True])
def test_a_banned_address_makes_no_account_and_gets_no_mail(
    app: Flask, cast: Cast, mailbox: Callable[[], list[Any]], is_deleted: bool
) -> None:
    ban_alice(cast)
    email = cast.alice.email
    if is_deleted:
        Member.update(email="gone-1", password_hash="").where(Member.id == cast.alice.id).execute()
    assert accounts.sign_up(email=email.upper(), **SIGN_UP) is None
    with app.app_context():
        answers.ask("sign_up", email)
        answers.ask("password_reset", email)
    assert mails_to(mailbox, email) == []
    assert Member.select().where(Member.name == "Anew").count() == 0


def test_nobody_can_take_a_banned_address(cast: Cast) -> None:
    ban_alice(cast)
    email = cast.alice.email
    Member.update(email="gone-1").where(Member.id == cast.alice.id).execute()
    with pytest.raises(EmailIsTaken):
        accounts.change_email(token=accounts.make_link(cast.charlie, "mail-change", email=email))


def test_a_ban_can_be_undone_and_what_ended_stays_so(cast: Cast) -> None:
    ban_alice(cast)
    host = Member.get(Member.is_host)
    bans.unban(member=cast.alice, by=host)
    bans.unban(member=cast.alice, by=host)
    assert accounts.authenticate(email=cast.alice.email, password=people.PASSWORD) == cast.alice
    assert Pair.get_by_id(cast.pair.id).state == "ended"
    assert not bans.is_banned(cast.alice.email)
    assert [entry.action for entry in AuditEntry.select()] == ["pair.ended", "ban.made", "ban.lifted"]


def test_an_account_that_is_gone_cannot_be_banned_or_come_back(cast: Cast) -> None:
    ban_alice(cast)
    Member.update(password_hash="").where(Member.id == cast.alice.id).execute()
    bans.unban(member=cast.alice, by=Member.get(Member.is_host))
    assert not Member.get_by_id(cast.alice.id).is_active
    with pytest.raises(WrongState):
        bans.ban(member=cast.alice, by=Member.get(Member.is_host), report=None)
