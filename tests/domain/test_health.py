from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from db.models import Rhythm
from webapp import health_words
from webapp.domain import health
from webapp.domain.facts import PairFacts, Side

ALICE, BOB, CHARLIE = 1, 2, 5
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
RHYTHM = Rhythm(program=1)


@pytest.fixture
def _in_request(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def day(days: int) -> date:
    return ago(days).date()


def side(member_id: int, wrote: float | None = 1, first: float | None = 9, **more: Any) -> Side:
    name = {ALICE: "Alice Rossi", BOB: "Bob Conti"}[member_id]
    moments = (None, None) if wrote is None else (ago(first or wrote), ago(wrote))
    return Side(member_id, name, "UTC", "en", *moments, **more)


def pair(mentor: Side | None = None, mentee: Side | None = None, **more: Any) -> PairFacts:
    """Two who wrote yesterday, introduced ten days ago."""
    known = {
        "pair_id": 1,
        "program_id": 1,
        "state": "active",
        "introduced_at": ago(10),
        "steps": 8,
        "step_days": 7,
        "starts_on": None,
        "steps_done": 1,
        "last_completed_at": None,
        "last_active_at": ago(1),
        "snoozed_until": None,
        "snoozed_level": "",
    }
    return PairFacts(mentor=mentor or side(ALICE), mentee=mentee or side(BOB), **{**known, **more})


NEW = {"mentor": side(ALICE, None), "mentee": side(BOB, None), "steps_done": 0, "last_active_at": None}


def found(facts: PairFacts, rhythm: Rhythm = RHYTHM) -> list[tuple[str, str, str]]:
    """Each signal's name, level and role."""
    return [(signal.name, signal.level, signal.role) for signal in health.of(facts, rhythm, NOW).signals]


def test_a_pair_that_writes_is_well() -> None:
    assert health.of(pair(), RHYTHM, NOW) == health.Health("good")


@pytest.mark.parametrize(("days", "signals"), [(6.9, []), (7, [("never_started", "help", "")])])
def test_a_pair_in_which_nobody_writes_has_never_started(days: float, signals: list[Any]) -> None:
    assert found(pair(**NEW, introduced_at=ago(days))) == signals


@pytest.mark.parametrize(
    ("days", "level"), [(6.9, None), (7, "watch"), (14, "watch"), (21, "help"), (28, "help"), (90, "help")]
)
def test_silence_weighs_more_the_longer_it_is(days: float, level: str | None) -> None:
    silent = pair(side(ALICE, days, 95), side(BOB, days, 95), last_active_at=ago(days), steps_done=8)
    assert found(silent) == ([("silent", level, "")] if level else [])


def test_silence_is_counted_by_the_programs_own_days() -> None:
    rhythm = Rhythm(program=1, silent_days=[3, 5], closing_days=9)
    levels = [health.of(pair(last_active_at=ago(days)), rhythm, NOW).level for days in (2, 3, 5, 9)]
    assert levels == ["good", "watch", "watch", "help"]
    assert found(pair(last_active_at=ago(60)), Rhythm(program=1, silent_days=[], closing_days=0)) == []


def test_somebody_who_never_answers_is_the_one_it_is_about() -> None:
    assert found(pair(mentor=side(ALICE, None), mentee=side(BOB, 6, 6))) == []
    assert found(pair(mentor=side(ALICE, None), mentee=side(BOB, 1, 7))) == [("unanswered", "help", "mentor")]
    assert found(pair(mentor=side(ALICE, 1, 8), mentee=side(BOB, None))) == [("unanswered", "help", "mentee")]


def test_one_who_writes_on_for_a_week_writes_alone() -> None:
    alone = pair(mentor=side(ALICE, 1, 40), mentee=side(BOB, 9, 40), steps_done=8)
    assert found(alone) == [("one_sided", "watch", "mentee")]
    assert found(replace(alone, mentor=side(ALICE, 3, 40))) == []
    both_stopped = pair(side(ALICE, 9, 40), side(BOB, 9.5, 40), last_active_at=ago(9), steps_done=8)
    assert found(both_stopped) == [("silent", "watch", "")]


def test_the_pace_is_the_programs() -> None:
    late = {"introduced_at": ago(35), "steps_done": 2}
    assert found(pair(**late)) == [("behind", "watch", "")]
    assert health.of(pair(**late), RHYTHM, NOW).signals[0].count == 3
    assert found(pair(**late, step_days=14)) == []
    assert found(pair(**late, starts_on=day(20))) == []
    assert found(pair(introduced_at=ago(900), steps_done=8)) == []


def test_a_low_pulse_a_swing_and_a_gap_are_found() -> None:
    def answered(hers: tuple[Any, ...] = (), his: tuple[Any, ...] = ()) -> PairFacts:
        return pair(side(ALICE, pulses=hers), side(BOB, pulses=his))

    assert found(answered(((day(2), 4),))) == [("low_pulse", "help", "")]
    assert found(answered(((day(2), 5),), ((day(2), 8),))) == []
    assert found(answered(((day(2), 5),), ((day(2), 9),))) == [("gap", "watch", "")]
    assert found(answered((), ((day(2), 6), (day(32), 9)))) == [("swing", "watch", "")]
    assert found(answered((), ((day(2), 9), (day(32), 5)))) == []
    assert found(answered(((day(61), 1),))) == []
    assert found(answered(((day(2), 1),), ()), Rhythm(program=1, pulse_days=0)) == []


def test_not_a_fit_is_found_and_not_whose_word_it_is() -> None:
    said = pair(side(ALICE), side(BOB, fit="not_a_fit", fit_at=ago(3)))
    assert found(said) == [("not_a_fit", "help", "")]
    assert health.of(said, RHYTHM, NOW).since == ago(3)


def test_whoever_is_away_explains_silence_and_no_answer() -> None:
    away = side(BOB, 30, 40, is_away=True)
    quiet = pair(side(ALICE, 30, 40), away, last_active_at=ago(30), steps_done=8)
    assert found(quiet) == [("silent", "watch", ""), ("away", "good", "mentee")]
    unhappy = pair(side(ALICE, pulses=((day(1), 2),)), side(BOB, is_away=True))
    assert health.of(unhappy, RHYTHM, NOW).level == "help"


def test_silence_counts_anew_from_the_return_of_one_who_was_away() -> None:
    """As it does for the weekly nudges; what they were told meanwhile is no silence of theirs."""
    quiet = pair(side(ALICE, 30, 95), side(BOB, 30, 95), last_active_at=ago(30), steps_done=8)
    unanswered = pair(side(ALICE, None), side(BOB, 1, 30))
    alone = pair(side(ALICE, 1, 95), side(BOB, 30, 95), steps_done=8)
    never = pair(**NEW)
    for facts in (quiet, unanswered, alone, never):
        assert found(facts)
        assert found(replace(facts, began_anew_at=ago(6))) == []
    assert found(replace(quiet, began_anew_at=ago(7))) == [("silent", "watch", "")]
    assert health.of(replace(quiet, began_anew_at=ago(7)), RHYTHM, NOW).signals[0].days == 7
    assert found(replace(never, began_anew_at=ago(7))) == [("never_started", "help", "")]


def test_a_pair_on_a_break_is_left_in_peace() -> None:
    resting = {"state": "paused", "last_active_at": ago(60), "introduced_at": ago(99)}
    assert found(pair(**resting)) == []
    assert found(pair(side(ALICE, pulses=((day(1), 2),)), **resting)) == [("low_pulse", "help", "")]


def test_neither_of_the_two_can_tell_the_partners_answers_from_what_the_rules_say() -> None:
    his = side(BOB, pulses=((day(2), 1), (day(32), 9)), fit="not_a_fit", fit_at=ago(3))
    whole = pair(side(ALICE, pulses=((day(2), 9),)), his)
    assert {name for name, *_ in found(whole)} == {"not_a_fit", "low_pulse", "swing", "gap"}
    assert found(whole.seen_by(CHARLIE)) == found(whole)
    assert health.of(whole.seen_by(ALICE), RHYTHM, NOW) == health.Health("good")
    assert {name for name, *_ in found(whole.seen_by(BOB))} == {"not_a_fit", "low_pulse", "swing"}


def test_what_is_worst_comes_first_and_leads_on() -> None:
    facts = pair(side(ALICE, pulses=((day(4), 2),)), introduced_at=ago(60), last_active_at=ago(8))
    whole = health.of(facts, RHYTHM, NOW)
    assert [signal.level for signal in whole.signals] == ["help", "watch", "watch"]
    assert (whole.level, whole.suggestion) == ("help", "low_pulse")
    assert whole.since == datetime.combine(day(4), datetime.min.time(), UTC)


@pytest.mark.usefixtures("_in_request")
def test_every_rule_has_words_for_whoever_reads_it() -> None:
    assert list(health_words.WORDS) == sorted(health_words.WORDS, key=health.NAMES.index)
    assert set(health_words.WORDS) == set(health.NAMES)
    for rule in health.RULES:
        signal = health.Signal(rule.name, rule.level, NOW, 12, "mentor", 3)
        said = [health_words.for_admin(signal, pair()), health_words.definition(rule, RHYTHM)]
        said += [health_words.for_pair(signal, pair(), reader) for reader in (ALICE, BOB) if rule.name != "gap"]
        said += [health_words.title(rule.name), health_words.advice(rule.name)]
        assert all(words and "%" not in words for words in said), rule.name
    assert health_words.for_pair(health.Signal("gap", "watch", NOW), pair(), ALICE) == ""


@pytest.mark.usefixtures("_in_request")
@pytest.mark.parametrize("name", [rule.name for rule in health.RULES if rule.is_private])
def test_the_words_that_are_suggested_do_not_tell_of_a_private_answer(name: str) -> None:
    told = health.Health("help", (health.Signal(name, "help", NOW),))
    assert health_words.letter(told, language="en") == health_words.letter(health.Health("good"), language="en")
    assert "Alice" not in health_words.for_admin(told.signals[0], pair())
