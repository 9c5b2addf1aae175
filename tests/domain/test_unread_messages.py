"""Being told that the partner has written: once, until it is read."""

from datetime import timedelta

import pytest

from db import clock
from db.clock import now
from db.models import Dispatch, Notification, Pair
from tests.people import Cast, greeted
from webapp.domain import chat, notification_choices, outbox, pairs, safety, unread_messages

LATER = timedelta(seconds=30)


def told(cast: Cast) -> list[str]:
    """Who was told, in order."""
    rows = Notification.select().where(Notification.kind == "unread_messages").order_by(Notification.id)
    return [row.member.first_name for row in rows]


def look() -> int:
    """Half a minute later."""
    return unread_messages.tell(at=now() + LATER)


def write(cast: Cast, n: int = 1) -> None:
    chat.post_message(pair=cast.pair, author=cast.alice, body=f"Secret {n}", client_id=f"client-{n}")


def test_bob_is_told_once_that_alice_has_written_however_much(cast: Cast) -> None:
    greeted(cast.pair, cast.bob)
    chat.mark_seen(pair=cast.pair, member=cast.alice, seq=1)
    write(cast, 1)
    assert unread_messages.tell() == 0  # he may be about to read it
    assert look() == 1
    write(cast, 2)
    with clock.at(now() + LATER):
        write(cast, 3)
    assert look() == 0
    assert told(cast) == ["Bob"]


def test_bob_is_told_again_once_he_has_read(cast: Cast) -> None:
    write(cast, 1)
    look()
    chat.mark_seen(pair=Pair.get_by_id(cast.pair.id), member=cast.bob, seq=1)
    assert not Notification.select().where(Notification.read_at.is_null()).exists()
    with clock.at(now() + timedelta(minutes=10)):
        write(cast, 2)
        assert look() == 1
    assert told(cast) == ["Bob", "Bob"]


def test_the_mail_waits_and_does_not_come_if_bob_has_read(cast: Cast) -> None:
    write(cast)
    look()
    mail = Dispatch.get(Dispatch.medium == "mail")
    assert mail.due_at >= mail.created_at + unread_messages.MAIL_AFTER - timedelta(seconds=1)
    assert outbox.reason_to_stay(mail, "bob@example.org") == ""
    chat.mark_seen(pair=Pair.get_by_id(cast.pair.id), member=cast.bob, seq=1)
    assert outbox.reason_to_stay(Dispatch.get_by_id(mail.id), "bob@example.org") == "over"


def test_bob_is_not_told_of_what_alice_took_back_or_of_his_own(cast: Cast) -> None:
    write(cast)
    chat.delete_message(pair=cast.pair, author=cast.alice, seq=1)
    chat.post_message(pair=cast.pair, author=cast.bob, body="Mine", client_id="client-9")
    assert look() == 1
    assert told(cast) == ["Alice"]


def test_bob_is_told_once_though_he_wants_no_mail_and_no_bell(cast: Cast) -> None:
    off = {("messages", medium): "off" for medium in notification_choices.MEDIA}
    notification_choices.choose(member=cast.bob, chosen=off)
    write(cast)
    assert [look(), look()] == [1, 0]
    assert Notification.unread_count(cast.bob.id) == 0
    assert not Dispatch.select().exists()


def test_nobody_is_told_across_a_block_or_of_a_closed_pair(cast: Cast) -> None:
    write(cast)
    safety.block(blocker=cast.bob, blocked=cast.alice)
    assert look() == 0


def test_bob_is_told_nothing_whom_alice_blocks_while_the_job_looks(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The block comes first to the pair's row; whoever waits for that row sees it."""
    write(cast)
    locked = Pair.locked

    def second(pair_id: int) -> Pair:
        monkeypatch.setattr(Pair, "locked", locked)
        safety.block(blocker=cast.alice, blocked=cast.bob)
        return locked(pair_id)

    monkeypatch.setattr(Pair, "locked", second)
    assert look() == 0
    assert told(cast) == []


def test_charlie_is_told_nothing(cast: Cast) -> None:
    write(cast)
    look()
    pairs.end(pair=cast.pair, member=cast.alice)
    assert "Charlie" not in told(cast)
