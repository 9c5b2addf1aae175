"""How many messages each of a pair sent in which week: counted once, however often and wherever it is done."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from db.clock import at
from db.models import Message, Pair, PairTally, PairWeek
from tests import people
from tests.concurrently import at_once
from tests.people import Cast
from tests.queries import count_queries
from webapp.domain import chat, pair_weeks, shredding
from webapp.domain.progress import monday

THURSDAY = datetime(2026, 3, 5, 12, tzinfo=UTC)


def weeks(pair: Pair) -> dict[date, tuple[int, int]]:
    rows = PairWeek.select().where(PairWeek.pair == pair)
    return {row.week_of: (row.mentor_messages, row.mentee_messages) for row in rows}


def post(pair: Pair, author: Any, moment: datetime, n: int) -> int:
    with at(moment):
        return chat.post_message(pair=pair, author=author, body=f"Words {n}", client_id=f"{author.id}-{n}").line.seq


def by_hand(pair: Pair) -> dict[date, tuple[int, int]]:
    """What a look at every message says."""
    counts: Counter[tuple[date, bool]] = Counter()
    for row in Message.select().where((Message.pair == pair) & Message.deleted_at.is_null()):
        counts[monday(row.sent_at.date()), row.author_id == pair.mentor_id] += 1
    return {week: (counts[week, True], counts[week, False]) for week, _ in counts}


def test_alice_and_bobs_messages_are_counted_by_side_and_by_week_of_utc(cast: Cast) -> None:
    sunday = datetime(2026, 3, 8, 23, 59, tzinfo=UTC)
    for n, (author, moment) in enumerate(
        [(cast.bob, THURSDAY), (cast.alice, THURSDAY), (cast.bob, sunday), (cast.bob, sunday + timedelta(minutes=2))]
    ):
        post(cast.pair, author, moment, n)
    assert pair_weeks.roll_up() == 1
    assert weeks(cast.pair) == {date(2026, 3, 2): (1, 2), date(2026, 3, 9): (0, 1)}
    tally = PairTally.get()
    assert (tally.seq, tally.of_mentor, tally.of_mentee) == (4, 1, 3)
    assert tally.first_at == THURSDAY


def test_nobody_is_counted_twice(cast: Cast) -> None:
    post(cast.pair, cast.bob, THURSDAY, 1)
    assert [pair_weeks.roll_up() for _ in range(3)] == [1, 0, 0]
    assert weeks(cast.pair) == {date(2026, 3, 2): (0, 1)}


def test_charlie_who_writes_in_no_pair_is_counted_nowhere(cast: Cast) -> None:
    people.introduced(cast.program, cast.olivia, cast.charlie)
    assert pair_weeks.roll_up() == 0
    assert not PairWeek.select().exists()


def test_a_message_that_bob_takes_back_no_longer_counts_and_an_edited_one_counts_once(cast: Cast) -> None:
    first, second = (post(cast.pair, cast.bob, THURSDAY, n) for n in (1, 2))
    pair_weeks.roll_up()
    chat.edit_message(pair=cast.pair, author=cast.bob, seq=second, body="Other words")
    chat.delete_message(pair=cast.pair, author=cast.bob, seq=first)
    pair_weeks.roll_up()
    assert weeks(cast.pair) == {date(2026, 3, 2): (0, 1)}
    assert PairTally.get().of_mentee == 1
    assert PairTally.get().first_at == THURSDAY  # he wrote, whatever became of it


def test_a_message_that_was_taken_back_before_anybody_counted_does_not_count(cast: Cast) -> None:
    seq = post(cast.pair, cast.bob, THURSDAY, 1)
    chat.delete_message(pair=cast.pair, author=cast.bob, seq=seq)
    pair_weeks.roll_up()
    assert weeks(cast.pair) == {}
    assert pair_weeks.roll_up() == 0


def test_words_that_are_shredded_were_said_and_stay_counted(cast: Cast) -> None:
    post(cast.pair, cast.bob, THURSDAY, 1)
    pair_weeks.roll_up()
    shredding.clear(Pair.get_by_id(cast.pair.id), cast.bob.id)
    post(cast.pair, cast.alice, THURSDAY, 2)
    pair_weeks.roll_up()
    assert weeks(cast.pair) == {date(2026, 3, 2): (1, 1)}


@pytest.mark.parametrize("seed", range(5))
def test_whatever_the_two_do_the_counts_are_those_of_all_messages(cast: Cast, seed: int) -> None:
    chance, seqs = random.Random(seed), []  # noqa: S311 # made up, and the same each time
    people.greeted(cast.pair, cast.alice)
    people.greeted(cast.pair, cast.bob)
    for n in range(60):
        match chance.choice(["post", "post", "edit", "delete", "count"]):
            case "post":
                author = chance.choice([cast.alice, cast.bob])
                seqs.append((post(cast.pair, author, THURSDAY + timedelta(days=n), n), author))
            case "edit" if seqs:
                seq, author = chance.choice(seqs)
                chat.edit_message(pair=cast.pair, author=author, seq=seq, body=f"Other {n}")
            case "delete" if seqs:
                seq, author = seqs.pop(chance.randrange(len(seqs)))
                chat.delete_message(pair=cast.pair, author=author, seq=seq)
            case "count":
                pair_weeks.roll_up()
    pair_weeks.roll_up()
    assert {week: counts for week, counts in weeks(cast.pair).items() if counts != (0, 0)} == by_hand(cast.pair)
    tally = PairTally.get()
    assert (tally.of_mentor, tally.of_mentee) == tuple(map(sum, zip(*by_hand(cast.pair).values(), strict=True)))


def test_many_processes_at_once_count_each_message_once(cast: Cast) -> None:
    for n in range(20):
        post(cast.pair, cast.bob if n % 2 else cast.alice, THURSDAY, n)
    at_once(*[pair_weeks.roll_up] * 6)
    assert weeks(cast.pair) == {date(2026, 3, 2): (10, 10)}


def test_what_comes_after_a_stop_is_caught_up_in_batches(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pair_weeks, "AT_ONCE", 2)
    couples = [(people.member(f"Mentor{n} X"), people.member(f"Mentee{n} Y")) for n in range(4)]
    pairs = [cast.pair, *(people.introduced(cast.program, *couple) for couple in couples)]
    for pair in pairs:
        for week in range(3):
            post(pair, pair.mentee, THURSDAY + timedelta(weeks=week), week)
    assert pair_weeks.roll_up() == 5
    assert PairWeek.select().count() == 15


def test_pairs_in_which_nothing_has_happened_cost_nothing(cast: Cast) -> None:
    post(cast.pair, cast.bob, THURSDAY, 1)
    pair_weeks.roll_up()
    with count_queries() as made:
        pair_weeks.roll_up()
    assert len(made) == 1
