"""Blocks, seen from the rows: what they end, what they withdraw, and what the log tells of them."""

import pytest

from db.models import AuditEntry, Block, Member, Notification, Pair
from tests.people import Cast, introduced, program
from webapp.domain import notifications, pairs, safety
from webapp.domain.errors import SamePerson


def entries() -> list[tuple[str, int | None, int | None]]:
    return [(entry.action, entry.actor_id, entry.object_id) for entry in AuditEntry.select()]


def test_alice_can_block_bob_and_what_he_was_told_of_them_is_withdrawn(cast: Cast, dana: Member) -> None:
    others = introduced(program(cast.group, name="Another"), cast.alice, dana)
    notifications.notify(member=cast.bob, kind="introduced", pair=cast.pair, partner="Alice Rossi")
    notifications.notify(member=dana, kind="introduced", pair=others, partner="Alice Rossi")
    assert safety.block(blocker=cast.alice, blocked=cast.bob) == [cast.pair.id]
    closed = Pair.get_by_id(cast.pair.id)
    assert (closed.state, closed.closed_by) == ("ended", None)
    assert Pair.get_by_id(others.id).is_open
    assert [row.member_id for row in Notification.select()] == [dana.id]


def test_what_bob_was_told_of_an_end_before_the_block_is_withdrawn_too(cast: Cast) -> None:
    pairs.end(pair=cast.pair, member=cast.alice)
    assert Notification.select().where(Notification.member == cast.bob).exists()
    assert safety.block(blocker=cast.alice, blocked=cast.bob) == []
    assert not Notification.select().where(Notification.member == cast.bob).exists()


@pytest.mark.parametrize("state", ["active", "paused", "suspended"])
def test_alice_and_bob_have_no_pair_left_that_could_open_again(cast: Cast, state: str) -> None:
    Pair.update(state=state).execute()
    assert safety.would_end(cast.alice, cast.bob)
    assert safety.block(blocker=cast.bob, blocked=cast.alice) == [cast.pair.id]
    assert Pair.get_by_id(cast.pair.id).state == "ended"
    assert not safety.would_end(cast.alice, cast.bob)


def test_nobody_can_learn_from_the_log_whom_alice_blocked(cast: Cast) -> None:
    for _ in range(2):  # twice is once
        safety.block(blocker=cast.alice, blocked=cast.charlie)
    for _ in range(2):
        safety.unblock(blocker=cast.alice, blocked_id=cast.charlie.id)
    assert entries() == [("block.made", cast.alice.id, None), ("block.lifted", cast.alice.id, None)]
    assert all(entry.details == {} for entry in AuditEntry.select())
    assert not Block.select().exists()


def test_charlie_cannot_lift_a_block_that_is_not_his(cast: Cast) -> None:
    safety.block(blocker=cast.alice, blocked=cast.charlie)
    safety.unblock(blocker=cast.charlie, blocked_id=cast.alice.id)
    safety.unblock(blocker=cast.charlie, blocked_id=cast.charlie.id)
    assert Block.stands_between(cast.alice.id, cast.charlie.id)


def test_charlie_cannot_block_himself(cast: Cast) -> None:
    with pytest.raises(SamePerson):
        safety.block(blocker=cast.charlie, blocked=cast.charlie)


def test_a_mail_about_bob_is_not_for_alice_once_either_has_blocked_the_other(cast: Cast) -> None:
    alice, bob = cast.alice.id, cast.bob.id
    assert not safety.must_not_hear(recipient_id=alice, address="", of=bob)
    safety.block(blocker=cast.bob, blocked=cast.alice)
    assert safety.must_not_hear(recipient_id=alice, address="", of=bob)
    assert safety.must_not_hear(recipient_id=None, address="Alice@example.org ", of=cast.bob.id)
    assert not safety.must_not_hear(recipient_id=None, address="nobody@example.org", of=cast.bob.id)
    assert not safety.must_not_hear(recipient_id=cast.alice.id, address="", of=cast.charlie.id)
