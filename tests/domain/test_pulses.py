from datetime import UTC, date, datetime, timedelta

import pytest

from db import clock
from db.models import Member, Pair, Pulse, Rhythm
from tests.people import Cast
from webapp.domain import pulses, safety
from webapp.domain.errors import PairIsClosed, WrongState

BEGUN = datetime(2026, 1, 5, 12, tzinfo=UTC)
FIRST = date(2026, 1, 5)


def after(days: float) -> datetime:
    return BEGUN + timedelta(days=days)


@pytest.fixture(autouse=True)
def _begun(cast: Cast) -> None:
    Pair.update(introduced_at=BEGUN).where(Pair.id == cast.pair.id).execute()
    cast.pair.introduced_at = BEGUN


@pytest.mark.parametrize(
    ("given", "days", "asked"),
    [
        (None, 29, None),
        (None, 30, 30),
        (None, 59, 30),
        (None, 60, 60),
        (30, 59, 30),
        (30, 60, 60),
        (33, 62, 33),
        (33, 63, 63),
    ],
)
def test_it_is_asked_a_period_after_the_introduction_or_the_last_one(
    given: int | None, days: int, asked: int | None
) -> None:
    def day(n: int | None) -> date | None:
        return None if n is None else FIRST + timedelta(days=n)

    today = FIRST + timedelta(days=days)
    assert pulses.period_of(introduced_on=FIRST, given=day(given), every=30, today=today) == day(asked)
    assert pulses.period_of(introduced_on=FIRST, given=None, every=0, today=today) is None


def test_alice_can_answer_and_change_her_answer_within_the_period(cast: Cast) -> None:
    for days, score in ((30, 7), (45, 4), (61, 9)):
        pulses.answer(pair=cast.pair, member=cast.alice, score=score, at=after(days))
    standing = pulses.of(cast.pair, cast.alice, at=after(62))
    assert [(pulse.period, pulse.score) for pulse in standing.pulses] == [
        (date(2026, 2, 4), 4),
        (date(2026, 3, 6), 9),
    ]
    assert (standing.mine, standing.is_due, standing.next_on) == (standing.pulses[1], False, date(2026, 4, 5))
    assert pulses.of(cast.pair, cast.bob, at=after(62)).is_due


def test_alice_cannot_answer_before_she_is_asked_nor_with_another_number(cast: Cast) -> None:
    with pytest.raises(WrongState):
        pulses.answer(pair=cast.pair, member=cast.alice, score=5, at=after(29))
    for score in (0, 11):
        with pytest.raises(ValueError, match="1 to 10"):
            pulses.answer(pair=cast.pair, member=cast.alice, score=score, at=after(30))
    assert not Pulse.select().exists()


def test_alice_cannot_answer_in_a_closed_pair(cast: Cast) -> None:
    safety.block(blocker=cast.bob, blocked=cast.alice)
    with pytest.raises(PairIsClosed):
        pulses.answer(pair=cast.pair, member=cast.alice, score=5, at=after(30))


def test_a_pulse_is_no_sign_of_life(cast: Cast) -> None:
    pulses.answer(pair=cast.pair, member=cast.alice, score=5, at=after(30))
    assert Pair.get_by_id(cast.pair.id).last_active_at is None


def test_the_day_is_the_members_own(cast: Cast) -> None:
    late = BEGUN.replace(hour=23) + timedelta(days=29)
    assert pulses.of(cast.pair, cast.bob, at=late).period is None
    Member.update(time_zone="Asia/Tokyo").where(Member.id == cast.bob.id).execute()
    Pair.update(introduced_at=BEGUN).execute()
    bob = Member.get_by_id(cast.bob.id)
    assert pulses.of(cast.pair, bob, at=late).period == date(2026, 2, 4)


def test_the_pairs_page_asks_only_where_it_is_due(cast: Cast) -> None:
    with clock.at(after(30)):
        assert pulses.is_due(cast.pair, cast.alice)
        pulses.answer(pair=cast.pair, member=cast.alice, score=8)
        assert not pulses.is_due(cast.pair, cast.alice)
        assert pulses.is_due(cast.pair, cast.bob)
        rhythm = Rhythm.create(program=cast.program, is_on=False)
        assert not pulses.is_due(cast.pair, cast.bob)
        Rhythm.update(is_on=True, pulse_days=0).where(Rhythm.program == rhythm.program).execute()
        assert not pulses.is_due(cast.pair, cast.bob)
    with clock.at(after(0.5)):
        assert not pulses.is_due(cast.pair, cast.bob)


def test_what_charlie_says_is_nothing_of_the_pairs(cast: Cast) -> None:
    assert pulses.of(cast.pair, cast.charlie, at=after(40)).pulses == []
