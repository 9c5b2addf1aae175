"""What the outbox holds leaves once, by real SMTP, or not at all where its reason is gone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from db.clock import now
from db.models import Dispatch, Member, Notification, NotificationChoice
from tests.laid import KIND, again, letter_to, recipients, tell
from tests.mailservers import MailServer
from tests.people import Cast
from webapp import dispatching, news, push
from webapp.domain import notification_choices, notifications, outbox, safety


def test_alice_gets_one_mail_and_the_row_says_that_it_left(smtp: MailServer, cast: Cast) -> None:
    told = tell(cast.alice, cast)
    assert dispatching.send_due() == 1
    assert dispatching.send_due() == 0
    (message,) = smtp.messages
    assert message["to"] == cast.alice.email
    assert message["Message-ID"] == f"<{told.uid}@localhost>"
    assert (again(told).state, again(told).fault) == ("sent", "")
    assert again(told).sent_at


def test_a_letter_is_erased_once_it_has_left(smtp: MailServer, cast: Cast) -> None:
    laid = letter_to(cast.alice, "a link that opens an account")
    assert b"opens" not in bytes(laid.letter)
    dispatching.send_due()
    assert "opens" in smtp.messages[0].get_content()
    assert again(laid).letter is None


def test_many_leave_over_one_line(smtp: MailServer, cast: Cast) -> None:
    for _ in range(outbox.BATCH + 5):
        letter_to(cast.alice)
    assert dispatching.send_due() == outbox.BATCH + 5
    assert smtp.lines == 1


def test_what_is_not_due_waits(smtp: MailServer, cast: Cast) -> None:
    tell(cast.alice, cast, due_at=now() + timedelta(hours=1))
    assert dispatching.send_due() == 0
    assert dispatching.send_due(now() + timedelta(minutes=61)) == 1


def test_what_opens_accounts_leaves_first(smtp: MailServer, cast: Cast) -> None:
    tell(cast.alice, cast, due_at=now() - timedelta(hours=1))
    letter_to(cast.bob)
    dispatching.send_due()
    assert recipients(smtp) == [cast.bob.email, cast.alice.email]


def test_one_that_cannot_be_put_into_words_stops_no_other(
    smtp: MailServer, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tell(cast.alice, cast)
    letter_to(cast.bob)
    monkeypatch.setattr(news, "letter", lambda dispatch: 1 / 0)
    assert dispatching.send_due() == 1
    assert (again(told).state, again(told).attempts, again(told).fault) == ("waiting", 1, "ZeroDivisionError")


def test_charlie_cannot_reach_alice_by_a_mail_that_waited_while_she_blocked_him(smtp: MailServer, cast: Cast) -> None:
    told = notifications.notify(member=cast.alice, kind=KIND, about=cast.charlie.id, partner="Charlie")
    safety.block(blocker=cast.alice, blocked=cast.charlie)
    assert dispatching.send_due() == 0
    assert Dispatch.get(Dispatch.notification == told).state == "withdrawn"


def _turns_it_off(cast: Cast) -> None:
    NotificationChoice.create(member=cast.alice, topic=notifications.TOPIC_OF[KIND], medium="mail", choice="off")


REASONS: dict[str, Callable[[Cast], object]] = {
    "account": lambda cast: Member.update(deactivated_at=now()).where(Member.id == cast.alice.id).execute(),
    "choice": _turns_it_off,
    "read": lambda cast: Notification.update(read_at=now()).execute(),
    "over": lambda cast: Notification.update(pair=None).execute(),
}


@pytest.mark.parametrize("reason", REASONS)
def test_what_has_lost_its_reason_meanwhile_does_not_leave(
    smtp: MailServer, cast: Cast, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "UNLESS_READ", {KIND})
    monkeypatch.setitem(outbox.STILL_TRUE, KIND, lambda notification: notification.pair_id is not None)
    told = tell(cast.alice, cast)
    REASONS[reason](cast)
    assert dispatching.send_due() == 0
    assert (again(told).state, again(told).fault) == ("withdrawn", reason)


def test_what_was_read_leaves_where_its_kind_does_not_mind(smtp: MailServer, cast: Cast) -> None:
    tell(cast.alice, cast)
    REASONS["read"](cast)
    assert dispatching.send_due() == 1


def test_of_one_key_there_is_one_notification_and_one_mail(smtp: MailServer, cast: Cast) -> None:
    first, second = (tell(cast.alice, cast, key="introduced:1") for _ in range(2))
    assert first.id == second.id
    assert Notification.select().count() == 1
    assert dispatching.send_due() == 1


def test_what_a_member_wants_in_a_digest_is_held(smtp: MailServer, cast: Cast) -> None:
    topic = notifications.TOPIC_OF[KIND]
    NotificationChoice.create(member=cast.alice, topic=topic, medium="mail", choice="daily")
    assert notification_choices.of(cast.alice.id, topic)["mail"] == "daily"
    told = tell(cast.alice, cast)
    assert (told.state, told.held_for) == ("held", "daily")
    assert dispatching.send_due() == 0


def test_without_a_mail_server_nothing_is_kept_for_later(app: Flask, cast: Cast) -> None:
    laid = letter_to(cast.alice)
    app.config["ENVIRONMENT"] = "production"
    try:
        with app.app_context():
            assert dispatching.send_due() == 0
    finally:
        app.config["ENVIRONMENT"] = "test"
    assert (again(laid).state, again(laid).letter) == ("withdrawn", None)


def pushed(cast: Cast) -> Dispatch:
    told = tell(cast.alice, cast)
    Dispatch.update(uid=told.uid, medium="push").where(Dispatch.id == told.id).execute()
    return again(told)


def test_a_push_leaves_while_the_mail_server_is_away(
    smtp: MailServer, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[int] = []
    told = pushed(cast)
    monkeypatch.setattr(push, "deliver", lambda dispatch: rung.append(dispatch.id))
    letter_to(cast.bob)
    smtp.answers["MAIL"] = ["451 4.3.0 Not now"]
    assert dispatching.send_due() == 1
    assert rung == [told.id]
    assert again(told).state == "sent"


def test_a_push_that_no_service_takes_yet_waits_until_it_may(
    smtp: MailServer, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    until = now() + timedelta(hours=3)

    def not_now(dispatch: Dispatch) -> int:
        raise push.NotNow(until)

    told = pushed(cast)
    monkeypatch.setattr(push, "deliver", not_now)
    letter_to(cast.bob)
    assert dispatching.send_due() == 1  # the mail: a push that waits holds nothing up
    assert (again(told).state, again(told).due_at) == ("waiting", until)
