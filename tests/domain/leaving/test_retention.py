"""Ended pairs' words are kept as long as the host says; the two are told two weeks before they go."""

from datetime import timedelta

import pytest

from db.clock import at, now
from db.models import AuditEntry, DataKey, Message, Note, Notification, Pair
from tests.domain.leaving import everything
from tests.people import Cast
from webapp.domain import chat, deletions, instance, pairs, retention
from webapp.domain.errors import PairIsClosed

DAY = timedelta(days=1)


@pytest.fixture
def ended(cast: Cast) -> Pair:
    """Alice and Bob's pair, with words of both, which ended now; words are kept for 30 days."""
    everything.fill(cast)
    instance.change(host=cast.olivia, keep_ended_days=30)
    pairs.end(pair=cast.pair, member=cast.alice)
    return Pair.get_by_id(cast.pair.id)


def on_day(number: int) -> int:
    """What the nightly work does some days from now; of how many pairs it shreds the words."""
    with at(now() + number * DAY):
        retention.warn()
        return retention.shred_due()


def told(kind: str, pair: Pair) -> list[int]:
    rows = Notification.select().where((Notification.kind == kind) & (Notification.pair == pair))
    return sorted(row.member_id for row in rows)


def test_alice_and_bob_are_warned_once_two_weeks_before_and_then_the_words_go(cast: Cast, ended: Pair) -> None:
    both = sorted([cast.alice.id, cast.bob.id])
    assert on_day(15) == 0
    assert told("words_end", ended) == []
    assert on_day(16) == on_day(17) == on_day(29) == 0
    assert told("words_end", ended) == both
    assert on_day(31) == 1
    assert on_day(31) == 0
    assert told("words_end", ended) == []
    assert told("words_ended", ended) == both
    assert not DataKey.select().where(DataKey.pair == ended).exists()
    assert not Message.select().where((Message.pair == ended) & Message.body.is_null(False)).exists()
    assert not Note.select().where(Note.pair == ended).exists()
    assert {line.text for line in chat.page(pair=ended, reader=cast.bob).lines} == {None}
    assert AuditEntry.select().where(AuditEntry.action == "words.shredded").count() == 1


def test_nothing_goes_while_the_host_has_set_no_time(cast: Cast, ended: Pair) -> None:
    instance.change(host=cast.olivia, keep_ended_days=0)
    assert on_day(10_000) == 0
    assert told("words_end", ended) == []
    assert DataKey.select().where(DataKey.pair == ended).exists()


def test_words_that_were_overdue_when_the_host_set_a_time_have_two_weeks_left(cast: Cast, ended: Pair) -> None:
    assert on_day(400) == 0
    assert told("words_end", ended)
    assert on_day(413) == 0
    assert on_day(415) == 1


def test_the_words_of_an_open_pair_stay(cast: Cast, ended: Pair) -> None:
    open_pair = Pair.get(Pair.id != ended.id)
    assert on_day(16) == 0
    assert on_day(400) == 1
    assert DataKey.select().where(DataKey.pair == open_pair).count() == 2
    with pytest.raises(PairIsClosed):
        chat.post_message(pair=ended, author=cast.alice, body="more", client_id="9")


def test_charlie_is_told_nothing(cast: Cast, ended: Pair) -> None:
    on_day(16)
    on_day(31)
    assert not Notification.select().where(Notification.member == cast.charlie).exists()


def test_it_goes_on_after_a_kill(ended: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    on_day(16)
    with monkeypatch.context() as patched:
        patched.setattr(retention, "_shred", _killed)
        with pytest.raises(KeyboardInterrupt):
            on_day(31)
    assert on_day(31) == 1
    assert not DataKey.select().where(DataKey.pair == ended).exists()


def _killed(*_args: object) -> None:
    raise KeyboardInterrupt


def test_somebody_who_has_left_need_not_be_warned(cast: Cast, ended: Pair) -> None:
    everything.due(cast.bob)
    assert deletions.carry_out(member_id=cast.bob.id)
    assert on_day(16) == 0
    assert told("words_end", ended) == [cast.alice.id]
    assert on_day(31) == 2  # both of their pairs
