"""Three messages until the partner has written."""

from functools import partial
from typing import Any

import pytest

from db.models import Message, Pair
from tests.concurrently import at_once
from tests.people import Cast
from webapp.domain import chat, first_contact, reactions
from webapp.domain.errors import NotAnsweredYet, PairIsClosed
from webapp.errors import words_for


def post(cast: Cast, n: int, **more: Any) -> chat.Posted:
    author = more.pop("author", cast.bob)
    return chat.post_message(pair=cast.pair, author=author, body=f"Number {n}", client_id=f"client-{n}", **more)


def left(cast: Cast) -> int | None:
    return first_contact.left(pair_id=cast.pair.id, author_id=cast.bob.id, partner_id=cast.alice.id)


def test_bob_can_write_three_times_and_no_fourth_time_until_alice_has_written(cast: Cast) -> None:
    for n in range(3):
        assert left(cast) == 3 - n
        post(cast, n)
    with pytest.raises(NotAnsweredYet) as refused:
        post(cast, 3)
    assert refused.value.names == {"name": "Alice"}
    assert Pair.get_by_id(cast.pair.id).seq == 3
    post(cast, 0, author=cast.alice)
    assert left(cast) is None
    for n in range(3, 9):
        post(cast, n)
    assert Message.select().count() == 10


def test_alice_who_is_written_to_can_answer_as_much_as_she_likes(cast: Cast) -> None:
    post(cast, 0)
    for n in range(1, 6):
        post(cast, n, author=cast.alice)


def test_a_retry_of_the_third_is_no_fourth(cast: Cast) -> None:
    for n in range(3):
        post(cast, n)
    assert not post(cast, 2).is_new


def test_bob_cannot_make_room_by_deleting_or_changing(cast: Cast) -> None:
    for n in range(3):
        post(cast, n)
    chat.edit_message(pair=cast.pair, author=cast.bob, seq=1, body="Other words")
    chat.delete_message(pair=cast.pair, author=cast.bob, seq=2)
    reactions.add(pair=cast.pair, author=cast.alice, seq=1, kind="care")  # is no answer in words
    assert left(cast) == 0
    for n in (3, 4):
        with pytest.raises(NotAnsweredYet):
            post(cast, n, reply_to=1)


def test_an_answer_that_alice_took_back_was_one(cast: Cast) -> None:
    post(cast, 0, author=cast.alice)
    chat.delete_message(pair=cast.pair, author=cast.alice, seq=1)
    for n in range(5):
        post(cast, n)


def test_of_twenty_first_messages_at_once_three_are_taken(cast: Cast) -> None:
    results = at_once(*[partial(post, cast, n) for n in range(20)])
    refused = [result for result in results if isinstance(result, NotAnsweredYet)]
    assert len(refused) == 17
    assert [m.seq for m in Message.select().order_by(Message.seq)] == [1, 2, 3]


def test_a_closed_pair_says_that_it_is_closed_and_charlie_is_no_partner(cast: Cast) -> None:
    for n in range(3):
        post(cast, n)
    Pair.update(state="ended").execute()
    with pytest.raises(PairIsClosed):
        post(cast, 3)
    assert not Message.select().where(Message.author == cast.charlie).exists()


def test_an_answered_pair_costs_no_query_more(cast: Cast, statements: list[str]) -> None:
    counts = []
    for n in range(3):
        post(cast, 0 if n == 1 else n, author=cast.alice if n == 1 else cast.bob)
    for n in range(10, 13):
        statements.clear()
        post(cast, n)
        counts.append(len(statements))
    assert counts[0] == counts[1] + 1
    assert counts[1] == counts[2]


def test_the_words_name_whom_to_give_time(app: Any) -> None:
    with app.test_request_context():
        assert words_for(NotAnsweredYet("Alice")) == "You have written three times. Give Alice time to answer."
