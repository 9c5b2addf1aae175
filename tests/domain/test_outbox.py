"""The rows of the outbox: sealed letters, another master key, and what is swept."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidTag
from flask import Flask

from db import clock
from db.clock import now
from db.models import Dispatch, KeyCanary, Link, Member
from tests.concurrently import at_once
from tests.people import Cast
from webapp import answers
from webapp.domain import outbox, rotation, vault

OLD, NEW = ("k1", "k" * 40), ("k2", "n" * 40)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _keys_afterwards(app: Flask) -> Iterator[None]:
    yield
    vault.unlock([OLD])


def letter_to(member: Member) -> Dispatch:
    return outbox.post({"to": member.email, "subject": "Hello", "text": "a secret link"}, to=member)


def test_charlie_with_the_database_can_read_neither_address_nor_link(cast: Cast) -> None:
    row = letter_to(cast.bob)
    stored = Dispatch.select().where(Dispatch.id == row.id).dicts().get()
    assert b"secret" not in bytes(stored["letter"])
    assert "bob@" not in str({**stored, "letter": bytes(stored["letter"])})


def test_a_letter_does_not_open_in_another_row(cast: Cast) -> None:
    one, other = letter_to(cast.bob), letter_to(cast.alice)
    other.letter = one.letter
    with pytest.raises(InvalidTag):
        outbox.opened(other)


def test_letters_that_wait_can_be_read_without_the_old_key(cast: Cast) -> None:
    row = letter_to(cast.bob)
    vault.unlock([NEW, OLD])
    vault.check_canaries()
    assert rotation.rotate().counts["letters that wait"] == 1
    vault.unlock([NEW])
    vault.check_canaries()
    assert outbox.opened(Dispatch.get_by_id(row.id))["text"] == "a secret link"
    assert rotation.rotate().counts["letters that wait"] == 0


def test_a_letter_that_waits_demands_its_key_at_the_start(cast: Cast) -> None:
    row = letter_to(cast.bob)
    assert KeyCanary.select().count() == 1
    vault.unlock([NEW])
    with pytest.raises(vault.KeysDoNotFit):
        vault.check_canaries()
    assert row.letter


def test_several_at_once_claim_different_rows(cast: Cast) -> None:
    made = {letter_to(cast.bob).id for _ in range(3 * outbox.BATCH)}
    claims = at_once(*[outbox.claim] * 3)
    assert sorted(row.id for rows in claims for row in rows) + [row.id for row in outbox.claim()] == sorted(made)


def test_who_lets_their_time_run_out_has_it_no_more(cast: Cast) -> None:
    letter_to(cast.bob)
    (mine,) = outbox.claim()
    with clock.at(now() + outbox.LEASE + timedelta(seconds=1)):
        (theirs,) = outbox.claim()
        assert not outbox.renew(mine)
        assert outbox.renew(theirs)
        assert outbox.mark_sent(theirs)
        assert not outbox.put_off(mine, "slow")


def test_what_waits_for_its_hour_cannot_fail_of_it(cast: Cast) -> None:
    letter_to(cast.bob)
    for night in range(outbox.MOST_TRIES + 5):
        with clock.at(now() + night * DAY):
            (mine,) = outbox.claim()
            assert outbox.wait(mine, "quiet hours", until=clock.now() + DAY)
            assert outbox.claim() == []
    row = Dispatch.get()
    assert (row.state, row.attempts) == ("waiting", 0)


@pytest.mark.parametrize(
    ("state", "days", "key", "is_there"),
    [
        ("sent", 6, None, True),
        ("sent", 8, None, False),
        ("failed", 8, None, False),
        ("withdrawn", 8, None, False),
        ("sent", 80, "once", True),
        ("sent", 91, "once", False),
        ("waiting", 100, None, True),
        ("held", 100, None, True),
    ],
)
def test_what_is_over_is_forgotten_after_some_days(
    cast: Cast, state: str, days: int, key: str | None, is_there: bool
) -> None:
    row = letter_to(cast.bob)
    Dispatch.update(state=state, key=key, due_at=now() - days * DAY).where(Dispatch.id == row.id).execute()
    outbox.sweep()
    assert Dispatch.select().exists() == is_there


def test_what_a_forgotten_password_is_answered_with_is_the_same_in_a_copy(app: Flask, cast: Cast) -> None:
    """Whoever takes it up after a kill finds the letter with its link, and makes no other."""
    row = outbox.post({"asked": "password_reset", "to": "Bob@example.org"})
    with app.app_context():
        (claimed,) = outbox.claim()
        first = answers.answer(claimed, outbox.opened(claimed))
    kept = outbox.opened(Dispatch.get_by_id(row.id))
    assert first == kept
    assert "asked" not in kept
    assert Dispatch.get_by_id(row.id).member_id == cast.bob.id
    assert Link.select().count() == 1


def test_two_who_answer_the_same_make_one_link(app: Flask, cast: Cast) -> None:
    outbox.post({"asked": "password_reset", "to": cast.bob.email})
    (claimed,) = outbox.claim()
    with app.app_context(), clock.at(now() + outbox.LEASE + timedelta(seconds=1)):
        (theirs,) = outbox.claim()
        assert answers.answer(theirs, outbox.opened(theirs))
        token = Link.get().token_hash
        assert answers.answer(claimed, outbox.opened(claimed)) is None
    assert Link.get().token_hash == token
