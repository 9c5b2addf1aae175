"""The end of a pair: thanks to each other, and what is said to the program's admins."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from db.clock import at, now
from db.models import ClosingAnswer, DataKey, Dispatch, Membership, Notification, Pair, Thanks
from tests import ending, people
from tests.domain.leaving import everything
from tests.people import Cast
from webapp.domain import closing, deletions, instance, pairs, retention, rotation, safety, vault
from webapp.domain.errors import NotAtTheEnd, PairIsClosed, WrongState

DAY = timedelta(days=1)
NUMBERS = {"goal": 4, "worth": 5, "recommend": 9}


@pytest.fixture
def walked(cast: Cast) -> Pair:
    return ending.walk(cast.pair)


def read(pair: Pair) -> dict[int, str | None]:
    return {author: said.text for author, said in closing.thanks_of(pair, vault.of_pair(pair.id)).items()}


def is_open(pair: Pair) -> bool | None:
    from webapp.domain import progress

    door = closing.door_of(ending.fresh(pair), progress.path_of(pair))
    return door.is_open if door else None


def test_nobody_can_close_before_the_last_step(cast: Cast) -> None:
    assert is_open(cast.pair) is None
    with pytest.raises(NotAtTheEnd):
        closing.thank(pair=cast.pair, author=cast.bob, body="Thank you")
    assert is_open(ending.walk(cast.pair, but_last=True)) is True


def test_bob_can_thank_alice_and_change_it_until_the_end(cast: Cast, walked: Pair) -> None:
    closing.thank(pair=walked, author=cast.bob, body="Thank you")
    closing.thank(pair=walked, author=cast.bob, body="Thank you for the evenings")
    assert read(walked) == {cast.bob.id: "Thank you for the evenings"}
    assert b"Thank" not in Thanks.get().body
    pairs.finish(pair=walked, member=cast.alice)
    closing.thank(pair=walked, author=cast.bob, body="Thank you for the evenings")  # a second click
    with pytest.raises(WrongState):
        closing.thank(pair=walked, author=cast.bob, body="Something else")


def test_alice_is_told_once_and_no_words(cast: Cast, walked: Pair) -> None:
    closing.thank(pair=walked, author=cast.bob, body="Thank you")
    closing.take_thanks_back(pair=walked, author=cast.bob)
    closing.thank(pair=walked, author=cast.bob, body="Thank you again")
    told = Notification.get((Notification.member == cast.alice) & (Notification.kind == "thanked"))
    assert told.names == {"partner": "Bob", "program": "New parents"}
    assert {(d.about_id, d.topic) for d in Dispatch.select()} == {(cast.bob.id, "pairs")}


def test_alice_can_still_thank_for_30_days_after_bob_has_finished(cast: Cast) -> None:
    pair = ending.finished(cast.pair)
    with at(now() + 29 * DAY):
        closing.thank(pair=pair, author=cast.alice, body="And you")
        closing.answer(pair=pair, member=cast.alice, **NUMBERS)
    with at(now() + 31 * DAY):
        assert is_open(pair) is False
        with pytest.raises(PairIsClosed):
            closing.thank(pair=pair, author=cast.bob, body="Late")
        with pytest.raises(PairIsClosed):
            closing.answer(pair=pair, member=cast.bob, **NUMBERS)
    assert read(pair) == {cast.alice.id: "And you"}


def test_a_pair_that_ended_earlier_can_close_too_unless_it_had_barely_begun(cast: Cast) -> None:
    Pair.update(introduced_at=now() - 20 * DAY).execute()
    pairs.end(pair=ending.fresh(cast.pair), member=cast.alice)
    closing.thank(pair=ending.fresh(cast.pair), author=cast.bob, body="Thank you all the same")
    Pair.update(introduced_at=now() - 6 * DAY).execute()
    assert is_open(cast.pair) is False  # the thanks stay to be read
    Thanks.delete().execute()
    assert is_open(cast.pair) is None


@pytest.mark.parametrize("blocker", ["alice", "bob"])
def test_after_a_block_nothing_passes_and_no_door_stands(cast: Cast, blocker: str) -> None:
    Pair.update(introduced_at=now() - 60 * DAY).execute()
    one, other = (cast.alice, cast.bob) if blocker == "alice" else (cast.bob, cast.alice)
    safety.block(blocker=one, blocked=other)
    assert is_open(cast.pair) is None
    for member in (cast.alice, cast.bob):
        with pytest.raises(PairIsClosed):
            closing.thank(pair=ending.fresh(cast.pair), author=member, body="Thank you")
    assert not Notification.select().where(Notification.kind == "thanked").exists()


def test_a_block_after_the_end_shuts_it_as_if_the_days_were_over(cast: Cast) -> None:
    pair = ending.finished(cast.pair)
    closing.thank(pair=pair, author=cast.bob, body="Thank you")
    safety.block(blocker=cast.alice, blocked=cast.bob)
    assert is_open(pair) is False
    with pytest.raises(PairIsClosed):
        closing.thank(pair=pair, author=cast.alice, body="Thank you")
    with pytest.raises(PairIsClosed):
        closing.answer(pair=pair, member=cast.bob, **NUMBERS)
    assert read(pair) == {cast.bob.id: "Thank you"}


def test_somebody_kept_out_of_the_group_cannot_write(cast: Cast) -> None:
    pair = ending.finished(cast.pair)
    Membership.update(state="suspended").where(Membership.member == cast.bob).execute()
    with pytest.raises(PairIsClosed):
        closing.thank(pair=pair, author=cast.bob, body="Thank you")


def test_words_for_the_admins_are_sealed_and_can_be_read_by_another_key(cast: Cast, walked: Pair) -> None:
    closing.thank(pair=walked, author=cast.bob, body="Thank you")
    closing.answer(pair=walked, member=cast.bob, words="More evenings", is_signed=True, **NUMBERS)
    row = ClosingAnswer.get()
    assert b"evenings" not in row.words
    vault.unlock([("k2", "n" * 40), ("k1", "k" * 40)])
    vault.check_canaries()
    assert rotation.rotate().counts["words for admins"] == 1
    vault.unlock([("k2", "n" * 40)])
    vault.check_canaries()
    assert closing.words_in(ClosingAnswer.get()) == "More evenings"
    assert read(walked) == {cast.bob.id: "Thank you"}


@pytest.fixture(autouse=True)
def _keys_afterwards(app: Flask) -> Iterator[None]:
    yield
    vault.unlock([("k1", "k" * 40)])


@pytest.mark.parametrize("wrong", [{"goal": 0}, {"worth": 6}, {"recommend": 11}])
def test_a_number_out_of_bounds_is_refused(cast: Cast, walked: Pair, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="1 to 5"):
        closing.answer(pair=walked, member=cast.bob, **{**NUMBERS, **wrong})


def test_answering_and_choosing_fill_one_row(cast: Cast, walked: Pair) -> None:
    closing.choose(pair=walked, member=cast.bob, choice="again")
    closing.answer(pair=walked, member=cast.bob, **NUMBERS)
    closing.answer(pair=walked, member=cast.bob, **{**NUMBERS, "goal": 2}, is_signed=True)
    row = ClosingAnswer.get()
    assert (row.goal, row.choice, row.words, row.is_signed) == (2, "again", None, False)
    with pytest.raises(ValueError, match="no such"):
        closing.choose(pair=walked, member=cast.bob, choice="never")


def test_shredded_words_take_the_thanks_with_them(cast: Cast) -> None:
    pair = ending.finished(cast.pair)
    closing.thank(pair=pair, author=cast.bob, body="Thank you")
    instance.change(host=cast.olivia, keep_ended_days=30)
    with at(now() + 20 * DAY):
        retention.warn()
    with at(now() + 40 * DAY):
        assert retention.shred_due() == 1
    assert not Thanks.select().exists()
    assert not DataKey.select().exists()


def test_bob_who_is_gone_leaves_nothing_and_cannot_be_thanked(cast: Cast) -> None:
    pair = ending.finished(cast.pair)
    closing.thank(pair=pair, author=cast.bob, body="Thank you")
    closing.answer(pair=pair, member=cast.bob, words="More", **NUMBERS)
    everything.due(cast.bob)
    deletions.carry_out(member_id=cast.bob.id)
    assert not Thanks.select().exists()
    assert not ClosingAnswer.select().exists()
    with pytest.raises(PairIsClosed):
        closing.thank(pair=ending.fresh(pair), author=cast.alice, body="To nobody")
    closing.answer(pair=ending.fresh(pair), member=cast.alice, **NUMBERS)


def test_charlies_own_pair_is_another(cast: Cast, walked: Pair) -> None:
    other = ending.walk(people.introduced(people.program(cast.group), cast.alice, cast.charlie))
    closing.thank(pair=other, author=cast.charlie, body="Hers")
    assert read(walked) == {}
