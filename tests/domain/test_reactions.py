from functools import partial

import pytest
from cryptography.exceptions import InvalidTag

from db.models import DataKey, Message, Pair, Reaction
from tests.concurrently import at_once
from tests.people import Cast, greeted
from tests.queries import count_queries
from webapp.domain import chat, reactions, safety
from webapp.domain.errors import PairIsClosed, WrongState
from webapp.domain.reactions import KINDS, Felt


@pytest.fixture(autouse=True)
def message(cast: Cast) -> chat.Line:
    """Bob's first message."""
    return chat.post_message(pair=cast.pair, author=cast.bob, body="Hello", client_id="client-1").line


def felt_by(cast: Cast, seq: int = 1) -> list[Felt]:
    """What Alice sees under a message."""
    line = chat.line_at(pair=cast.pair, reader=cast.alice, seq=seq)
    assert line
    return line.felt


def test_alice_and_bob_can_see_what_the_other_feels_and_the_database_cannot(cast: Cast) -> None:
    reactions.add(pair=cast.pair, author=cast.alice, seq=1, kind="cheer")
    reactions.add(pair=cast.pair, author=cast.bob, seq=1, kind="cheer")
    reactions.add(pair=cast.pair, author=cast.bob, seq=1, kind="yes")
    assert felt_by(cast) == [Felt("yes", False, True), Felt("cheer", True, True)]
    stored = [bytes(row.body) for row in Reaction.select()]
    assert not any(kind.encode() in body for body in stored for kind in KINDS)
    assert len({len(body) for body in stored}) == 1  # nor does the length tell how many were chosen
    reactions.remove(pair=cast.pair, author=cast.alice, seq=1, kind="cheer")
    assert felt_by(cast) == [Felt("yes", False, True), Felt("cheer", False, True)]


def test_all_the_kinds_fit_into_the_sealed_length() -> None:
    assert len(" ".join(KINDS)) <= reactions.SEALED_LENGTH


def test_choosing_twice_is_choosing_once_and_taking_back_twice_too(cast: Cast) -> None:
    change = {"pair": cast.pair, "author": cast.alice, "seq": 1, "kind": "care"}
    assert reactions.add(**change) == 2
    assert reactions.add(**change) == 0
    assert reactions.remove(**change) == 3
    assert reactions.remove(**change) == 0
    assert not Reaction.select().exists()
    assert Pair.get_by_id(cast.pair.id).seq == 3


def test_a_reaction_is_news_and_neither_unread_nor_an_edit(cast: Cast) -> None:
    chat.mark_seen(pair=cast.pair, member=cast.alice, seq=1)
    reactions.add(pair=cast.pair, author=cast.bob, seq=1, kind="idea")
    (line,) = chat.changes(pair=cast.pair, reader=cast.alice, after=1)
    assert (line.seq, line.message.changed_seq, line.message.edit) == (1, 2, 0)
    assert line.felt == [Felt("idea", False, True)]
    assert Message.unread_counts(cast.alice) == Message.unread_counts(cast.bob) == {}


def test_a_deleted_message_has_no_reactions_and_takes_none(cast: Cast) -> None:
    reactions.add(pair=cast.pair, author=cast.alice, seq=1, kind="thanks")
    chat.delete_message(pair=cast.pair, author=cast.bob, seq=1)
    assert not Reaction.select().exists()
    assert felt_by(cast) == []
    with pytest.raises(WrongState):
        reactions.add(pair=cast.pair, author=cast.alice, seq=1, kind="thanks")


def test_a_retry_of_a_message_is_answered_with_the_reactions_and_replies_that_it_has(cast: Cast) -> None:
    reactions.add(pair=cast.pair, author=cast.alice, seq=1, kind="thanks")
    chat.post_message(pair=cast.pair, author=cast.alice, body="And you?", client_id="client-2", reply_to=1)
    again = chat.post_message(pair=cast.pair, author=cast.bob, body="Hello", client_id="client-1")
    assert not again.is_new
    assert (again.line.felt, again.line.replies) == ([Felt("thanks", False, True)], 1)


def test_an_edit_leaves_the_reactions(cast: Cast) -> None:
    reactions.add(pair=cast.pair, author=cast.alice, seq=1, kind="thanks")
    chat.edit_message(pair=cast.pair, author=cast.bob, seq=1, body="Hello Alice")
    assert felt_by(cast) == [Felt("thanks", True, False)]


def test_deleting_bobs_key_shreds_what_he_felt_and_leaves_alices(cast: Cast) -> None:
    for author in (cast.alice, cast.bob):
        reactions.add(pair=cast.pair, author=author, seq=1, kind="laugh")
    DataKey.delete().where(DataKey.author == cast.bob).execute()
    assert felt_by(cast) == [Felt("laugh", True, False)]


def test_a_row_that_was_moved_to_another_message_cannot_be_opened(cast: Cast) -> None:
    chat.post_message(pair=cast.pair, author=cast.bob, body="Another", client_id="client-2")
    reactions.add(pair=cast.pair, author=cast.alice, seq=1, kind="laugh")
    Reaction.update(seq=2).execute()
    Message.update(changed_seq=9).where(Message.seq == 2).execute()
    with pytest.raises(InvalidTag):
        felt_by(cast, seq=2)


def test_what_is_chosen_at_once_on_two_devices_is_all_kept(cast: Cast) -> None:
    changes = [
        partial(reactions.add, pair=cast.pair, author=author, seq=1, kind=kind)
        for author in (cast.alice, cast.bob)
        for kind in KINDS
    ]
    seqs = at_once(*changes)
    assert sorted(seqs) == list(range(2, 2 + 2 * len(KINDS)))
    assert felt_by(cast) == [Felt(kind, True, True) for kind in KINDS]


def test_nothing_is_felt_after_a_block(cast: Cast) -> None:
    add = partial(reactions.add, pair=cast.pair, author=cast.alice, seq=1)
    at_once(*[partial(add, kind=kind) for kind in KINDS], partial(safety.block, blocker=cast.bob, blocked=cast.alice))
    seq = Pair.get_by_id(cast.pair.id).seq
    for verb in (reactions.add, reactions.remove):
        with pytest.raises(PairIsClosed):
            verb(pair=cast.pair, author=cast.alice, seq=1, kind="yes")
    assert Pair.get_by_id(cast.pair.id).seq == seq


def test_charlie_has_no_key_with_which_to_react(cast: Cast) -> None:
    with pytest.raises(KeyError):
        reactions.add(pair=cast.pair, author=cast.charlie, seq=1, kind="yes")
    assert not Reaction.select().exists()


def test_a_page_asks_once_for_its_reactions_and_not_at_all_where_there_are_none(cast: Cast) -> None:
    greeted(cast.pair, by=cast.alice)
    for n in range(chat.PAGE - 1):
        chat.post_message(pair=cast.pair, author=cast.bob, body="Hello", client_id=f"client-page-{n}")
    with count_queries() as without:
        chat.page(pair=cast.pair, reader=cast.alice)
    for seq in range(2, chat.PAGE):
        for author in (cast.alice, cast.bob):
            reactions.add(pair=cast.pair, author=author, seq=seq, kind="yes")
    with count_queries() as with_them:
        assert sum(len(line.felt) for line in chat.page(pair=cast.pair, reader=cast.alice).lines) == chat.PAGE - 2
    assert not any('"reaction"' in query for query in without)
    assert len(with_them) == len(without) + 1
