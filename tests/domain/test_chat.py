from functools import partial
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.models import Block, DataKey, Message, Pair, Step
from tests.concurrently import at_once
from tests.people import Cast, greeted
from webapp.domain import chat, safety, vault
from webapp.domain.errors import ClientIdReused, NotYours, PairIsClosed


def post(cast: Cast, body: str, client_id: str, **more: Any) -> chat.Posted:
    author = more.pop("author", cast.bob)
    return chat.post_message(pair=cast.pair, author=author, body=body, client_id=client_id, **more)


def test_alice_can_read_what_bob_wrote_and_the_database_cannot(cast: Cast) -> None:
    post(cast, "Between us two", "client-1")
    (line,) = chat.page(pair=cast.pair, reader=cast.alice).lines
    assert line.text == "Between us two"
    assert b"Between" not in bytes(Message.get().body)


def test_a_row_that_was_moved_elsewhere_cannot_be_opened(cast: Cast) -> None:
    post(cast, "One", "client-1")
    post(cast, "Two", "client-2")
    one, two = Message.select().order_by(Message.seq)
    Message.update(body=one.body).where(Message.seq == two.seq).execute()
    with pytest.raises(InvalidTag):
        chat.page(pair=cast.pair, reader=cast.alice)


def test_deleting_bobs_key_shreds_his_words_and_leaves_alices(cast: Cast) -> None:
    post(cast, "His", "client-1")
    post(cast, "Hers", "client-2", author=cast.alice)
    DataKey.delete().where(DataKey.author == cast.bob).execute()
    assert [line.text for line in chat.page(pair=cast.pair, reader=cast.alice).lines] == [None, "Hers"]


def test_the_same_message_from_twenty_doors_is_one_row(cast: Cast) -> None:
    results = at_once(*[partial(post, cast, "Once", "client-1") for _ in range(20)])
    assert sorted(posted.is_new for posted in results) == [False] * 19 + [True]
    assert {posted.line.seq for posted in results} == {1}
    assert Message.select().count() == 1


def test_twenty_messages_at_once_have_twenty_places_in_order(cast: Cast) -> None:
    greeted(cast.pair, by=cast.alice)
    results = at_once(*[partial(post, cast, f"Number {n}", f"client-{n}") for n in range(20)])
    assert sorted(posted.line.seq for posted in results) == list(range(2, 22))
    assert Pair.get_by_id(cast.pair.id).seq == 21


def test_the_same_id_with_other_words_is_refused_even_by_charlie(cast: Cast) -> None:
    post(cast, "One", "client-1")
    with pytest.raises(ClientIdReused):
        post(cast, "Other", "client-1")
    assert post(cast, "Mine", "client-1", author=cast.alice).is_new  # the id is the author's own
    assert not any(m.author_id == cast.charlie.id for m in Message.select())


def test_nothing_commits_after_a_block(cast: Cast) -> None:
    greeted(cast.pair, by=cast.alice)
    for n in range(10):
        actions = [partial(post, cast, f"{n}.{k}", f"client-{n}-{k}") for k in range(4)]
        *_, ended = at_once(*actions, partial(safety.block, blocker=cast.alice, blocked=cast.bob))
        assert ended == [cast.pair.id]
        with pytest.raises(PairIsClosed):
            post(cast, "After", f"client-after-{n}")
        Block.delete().execute()
        Pair.update(state="active").execute()


def test_an_edit_keeps_its_place_and_is_news(cast: Cast) -> None:
    post(cast, "Helo", "client-1")
    post(cast, "Next", "client-2")
    edited = chat.edit_message(pair=cast.pair, author=cast.bob, seq=1, body="Hello")
    assert (edited.message.seq, edited.message.changed_seq) == (1, 3)
    assert [line.text for line in chat.changes(pair=cast.pair, reader=cast.alice, after=2)] == ["Hello"]
    assert post(cast, "Helo", "client-1").is_new is False  # a late retry of what was edited since
    with pytest.raises(NotYours):
        chat.delete_message(pair=cast.pair, author=cast.alice, seq=1)


def test_the_read_mark_never_goes_back_nor_beyond(cast: Cast) -> None:
    for n in range(3):
        post(cast, f"Number {n}", f"client-{n}")
    assert chat.mark_seen(pair=cast.pair, member=cast.alice, seq=2)
    assert not chat.mark_seen(pair=cast.pair, member=cast.alice, seq=1)
    assert not chat.mark_seen(pair=cast.pair, member=cast.alice, seq=99)
    assert Message.unread_counts(cast.alice) == {cast.pair.id: 1}
    assert Message.unread_counts(cast.bob) == {}
    assert Message.unread_counts(cast.charlie) == {}


def test_who_reads_one_thread_has_not_read_the_others(cast: Cast) -> None:
    step = Step.get()
    greeted(cast.pair, by=cast.alice)
    for n, more in enumerate(({"step": step}, {"step": step}, {}, {"step": step}, {"reply_to": 4})):
        post(cast, f"Number {n}", f"client-{n}", **more)
    look = partial(chat.mark_seen, pair=cast.pair, member=cast.alice, seq=6)
    assert look(thread=chat.Thread(step.id)) == 3
    assert look(thread=chat.Thread(step.id)) == 0
    assert look(thread=chat.Thread(reply_to=4)) == 0
    assert look() == 6
    post(cast, "Another reply", "client-6", reply_to=4)
    assert look(seq=7, thread=chat.Thread(reply_to=4)) == 7
    assert Message.unread_counts(cast.alice) == {}


@given(
    words=st.text(min_size=1, max_size=200), kind=st.sampled_from(["message", "note", "goal"]), seq=st.integers(0, 9)
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
def test_what_is_sealed_opens_in_its_place_and_in_no_other(cast: Cast, words: str, kind: str, seq: int) -> None:
    keys, uid = vault.of_pair(cast.pair.id), vault.new_uid()
    sealed = keys.seal(cast.bob.id, kind, uid, words, seq=seq)
    assert keys.open(cast.bob.id, kind, uid, sealed, seq=seq) == words
    for other in ({"seq": seq + 1}, {"seq": seq, "edit": 1}):
        with pytest.raises(InvalidTag):
            keys.open(cast.bob.id, kind, uid, sealed, **other)


def test_the_wrong_key_refuses_to_start(cast: Cast) -> None:
    try:
        vault.unlock([("k1", "x" * 40)])
        with pytest.raises(vault.KeysDoNotFit):
            vault.check_canaries()
        vault.unlock([("k2", "y" * 40)])
        with pytest.raises(vault.KeysDoNotFit):
            vault.check_canaries()
    finally:
        vault.unlock([("k1", "k" * 40)])
    vault.check_canaries()
