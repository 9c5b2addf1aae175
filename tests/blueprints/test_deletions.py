"""Deleting the account, from its page: said before, a day to change one's mind, and what others then see."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask

from db.clock import at, now
from db.models import Deletion, Member, Membership, Pair, Session
from tests import people
from tests.mails import Mailbox, mails_to
from tests.people import Cast
from webapp import jobs
from webapp.domain import chat

Visits = Callable[..., Any]
PASSWORD = {"present": people.PASSWORD}
SIGN_IN = {"email": "bob@example.org", "password": people.PASSWORD}
LATER = timedelta(hours=24, minutes=1)


def delete(member: Member) -> None:
    """What the queue does every minute, a day later."""
    with at(now() + LATER):
        jobs.soon(jobs.queue.delete_account, member.id)


def asked(visit: Visits, member: Member) -> Any:
    """A browser in which a member has just asked for it."""
    browser = visit(member)
    browser.post("/account/deletion", PASSWORD)
    return browser


def sign_in(visit: Visits, status: int = 303) -> Any:
    """A browser in which Bob has just written his password, and its form token is new, as after every sign-in."""
    browser = visit()
    response = browser.post("/login", SIGN_IN, status)
    with browser.client.session_transaction() as session:
        session["csrf_token"] = browser.token
    browser.landed = response.headers.get("Location")
    return browser


def test_bob_reads_by_his_own_clock_until_when_he_can_keep_it(visit: Visits, cast: Cast) -> None:
    Member.update(time_zone="Asia/Tokyo").where(Member.id == cast.bob).execute()
    with at(datetime(2026, 1, 5, 20, 30, tzinfo=UTC)):
        asked(visit, cast.bob)
        assert "7 Jan 2026, 05:30" in sign_in(visit).get("/account/deletion/withdrawal").text


def test_what_happens_is_said_before(visit: Visits, cast: Cast) -> None:
    page = visit(cast.bob).get("/account/deletion").text
    for words in ("24 hours", "Your mentorship ends", "35 days", "180 days", "A former member"):
        assert words in page


def test_bob_is_signed_out_everywhere_at_once_and_told_until_when(visit: Visits, cast: Cast, mailbox: Mailbox) -> None:
    other = visit(cast.bob)
    bob = visit(cast.bob)
    response = bob.post("/account/deletion", PASSWORD)
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "will be deleted on" in bob.follow(response).text
    assert other.client.get("/account").status_code == 302
    assert not Session.select().where(Session.member == cast.bob).exists()
    mail = mails_to(mailbox, "bob@example.org")[0]
    assert "will be deleted" in mail["subject"]


def test_bob_cannot_ask_without_his_password(visit: Visits, cast: Cast) -> None:
    visit(cast.bob).post("/account/deletion", {"present": "another passphrase"}, status=422)
    assert not Deletion.select().exists()


def test_bob_can_keep_his_account(visit: Visits, cast: Cast, mailbox: Mailbox) -> None:
    asked(visit, cast.bob)
    bob = sign_in(visit)
    page = bob.get(bob.landed)
    assert "Keep your account?" in page.text
    assert bob.client.get("/account").status_code == 302  # one page, and nothing else
    bob.follow(bob.post("/account/deletion/withdrawal"))
    assert "stays" in mails_to(mailbox, "bob@example.org")[0]["subject"]
    bob = sign_in(visit)
    assert "Hello, Bob" in bob.get("/").text
    delete(cast.bob)
    assert Member.get_by_id(cast.bob.id).name == "Bob Conti"


def test_bob_can_go_on_and_is_not_signed_in(visit: Visits, cast: Cast) -> None:
    asked(visit, cast.bob)
    bob = sign_in(visit)
    bob.post("/account/deletion/withdrawal/delete")
    assert bob.get("/account/deletion/withdrawal", status=303).headers["Location"].endswith("/login")
    bob.post("/account/deletion/withdrawal", status=404)
    assert Deletion.select().exists()


def test_charlie_cannot_keep_it_for_him(visit: Visits, cast: Cast) -> None:
    asked(visit, cast.bob)
    visit(cast.charlie).post("/account/deletion/withdrawal", status=404)
    visit().post("/account/deletion/withdrawal", status=404)
    page = visit().post("/login", {**SIGN_IN, "password": "another passphrase"}, status=422)
    assert "do not fit" in page.text


def test_the_decision_cannot_wait_on_an_open_page(visit: Visits, cast: Cast) -> None:
    asked(visit, cast.bob)
    bob = sign_in(visit)
    with at(now() + timedelta(minutes=11)):
        bob.post("/account/deletion/withdrawal", status=404)


def test_alice_reads_that_bob_has_left_and_keeps_her_words(visit: Visits, cast: Cast, mailbox: Mailbox) -> None:
    chat.post_message(pair=cast.pair, author=cast.bob, body="Bob's words", client_id="1")
    chat.post_message(pair=cast.pair, author=cast.alice, body="Alice's words", client_id="2")
    asked(visit, cast.bob)
    alice = visit(cast.alice)
    assert "Bob" in alice.get(f"/pairs/{cast.pair.id}").text  # for a day nothing changes for her
    delete(cast.bob)
    assert "Your mentee in New parents has left." in alice.get("/").text
    page = alice.get(f"/pairs/{cast.pair.id}").text
    assert "A former member" in page
    assert "Alice&#39;s words" in page
    assert "Bob" not in page
    assert "has left. What you wrote yourself stays readable." in page
    alice.get(f"/members/{cast.bob.id}")
    alice.get(f"/pairs/{cast.pair.id}/messages/1")
    to_her, to_him = (mails_to(mailbox, f"{name}@example.org")[0] for name in ("alice", "bob"))
    assert "Bob" not in to_her["subject"] + to_her.get_content()
    assert "is deleted" in to_him["subject"]
    sign_in(visit, status=422)


def test_every_page_says_a_former_member_in_the_readers_language(visit: Visits, cast: Cast) -> None:
    Member.update(language="it").where(Member.id == cast.alice.id).execute()
    asked(visit, cast.bob)
    delete(cast.bob)
    assert "Una persona non più iscritta" in visit(cast.alice).get(f"/pairs/{cast.pair.id}").text
    assert "Bob" not in visit(cast.olivia).get(f"/programs/{cast.program.id}/pairs").text


def test_olivia_cannot_leave_before_another_admin_is_named(visit: Visits, cast: Cast) -> None:
    olivia = visit(cast.olivia)
    assert "Name another admin" in olivia.get("/account/deletion").text
    olivia.post("/account/deletion", PASSWORD, status=409)
    Membership.update(is_admin=True).where(Membership.member == cast.sam).execute()
    olivia.post("/account/deletion", PASSWORD)


def test_bob_can_sign_up_again_with_the_same_address(visit: Visits, cast: Cast) -> None:
    asked(visit, cast.bob)
    delete(cast.bob)
    assert Pair.get_by_id(cast.pair.id).mentee.is_gone
    form = {
        "birth_date": "1985-03-27",
        "name": "Bob anew",
        "email": "bob@example.org",
        "password": "another long phrase",
    }
    visit().post("/signup", form)
    assert Member.with_email("bob@example.org")


def test_a_forgotten_password_can_be_reset_while_the_account_rests(
    app: Flask, visit: Visits, cast: Cast, mailbox: Mailbox
) -> None:
    asked(visit, cast.bob)
    visit().post("/password-resets", {"email": "bob@example.org"})
    assert "/password-resets/" in mails_to(mailbox, "bob@example.org")[0].get_content()
