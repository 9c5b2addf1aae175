"""The pulse on its own page, on the pair's and from a mail; the rules' page, and what it says of one's own pair."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from db.clock import now
from db.models import FitAnswer, Pair, Pulse, Rhythm
from tests.people import Cast
from webapp import taps
from webapp.domain import health, pulses, safety

Visits = Callable[..., Any]


@pytest.fixture
def walk(cast: Cast) -> str:
    """The pair's address; the two were introduced 31 days ago."""
    Pair.update(introduced_at=now() - timedelta(days=31)).execute()
    return f"/pairs/{cast.pair.id}"


def give(cast: Cast, who: str, *scores: int) -> None:
    """Pulses a month apart, the newest a day ago."""
    for n, score in enumerate(reversed(scores)):
        period = (now() - timedelta(days=1 + 30 * n)).date()
        Pulse.create(pair=cast.pair, member=getattr(cast, who), period=period, score=score)


def test_alice_can_answer_from_the_pairs_page_and_change_it(visit: Visits, cast: Cast, walk: str) -> None:
    alice = visit(cast.alice)
    assert f'href="{walk}/pulses"' in alice.get(walk).text
    assert "Only you see the number." in alice.follow(alice.post(f"{walk}/pulses", {"score": "7"})).text
    assert f'href="{walk}/pulses"' not in alice.get(walk).text
    shown = alice.get(f"{walk}/pulses").text
    assert 'value="7" required checked' in shown
    assert "7 of 10" in shown
    alice.post(f"{walk}/pulses", {"score": "3"})
    assert [pulse.score for pulse in Pulse.select()] == [3]


def test_alice_cannot_answer_with_what_is_no_number_of_the_ten(visit: Visits, cast: Cast, walk: str) -> None:
    alice = visit(cast.alice)
    for score in ("", "0", "11"):
        assert "Choose" in alice.post(f"{walk}/pulses", {"score": score}, status=422).text
    assert not Pulse.select().exists()


def test_she_is_told_when_she_will_be_asked_and_who_sees_what(visit: Visits, cast: Cast, walk: str) -> None:
    Pair.update(introduced_at=now()).execute()
    alice = visit(cast.alice)
    shown = alice.get(f"{walk}/pulses").text
    assert "You will be asked on" in shown
    assert "never the number" in shown
    alice.post(f"{walk}/pulses", {"score": "7"}, status=409)
    Rhythm.create(program=cast.program, pulse_days=0)
    assert "This program does without it." in alice.get(f"{walk}/pulses").text


def test_neither_the_partner_nor_olivia_nor_charlie_can_see_a_number(visit: Visits, cast: Cast, walk: str) -> None:
    give(cast, "bob", 9, 2)
    assert "2 of 10" in visit(cast.bob).get(f"{walk}/pulses").text
    alice = visit(cast.alice).get(f"{walk}/pulses").text
    assert "of 10" not in alice
    assert "<svg" not in alice.partition("<main")[2]
    for who in ("olivia", "charlie", "sam"):
        visit(getattr(cast, who)).get(f"{walk}/pulses", status=404)
    listed = visit(cast.olivia).get(f"/programs/{cast.program.id}/help").text
    assert "For one of the two it does not go well." in listed
    assert "Bob" not in listed.partition("For one of the two")[2].partition("<div class")[0]


def test_alice_cannot_tell_bobs_answers_from_her_pairs_page_of_health(visit: Visits, cast: Cast, walk: str) -> None:
    before = visit(cast.alice).get(f"{walk}/health").text
    assert "Nobody" not in before
    Pair.update(last_active_at=now()).execute()
    quiet = visit(cast.alice).get(f"{walk}/health").text
    give(cast, "alice", 9)
    give(cast, "bob", 9, 1)
    FitAnswer.create(pair=cast.pair, member=cast.bob, answer="not_a_fit")
    assert visit(cast.alice).get(f"{walk}/health").text == quiet
    his = visit(cast.bob).get(f"{walk}/health").text
    assert "You said that it does not go well." in his
    assert "You said that you two do not fit." in his
    assert "differently" not in his
    for who in ("olivia", "charlie"):
        visit(getattr(cast, who)).get(f"{walk}/health", status=404)


def test_everybody_in_the_group_reads_the_same_rules(visit: Visits, cast: Cast) -> None:
    address = f"/programs/{cast.program.id}/health-rules"
    Rhythm.create(program=cast.program, never_started_days=9, silent_days=[5, 11], closing_days=30, pulse_days=0)
    for who in ("olivia", "alice", "sam"):
        shown = visit(getattr(cast, who)).get(address).text
        assert shown.count("<h2>") == len(health.RULES)
        assert "Nobody has written 9 days after the introduction." in shown
        assert "for 5, 11, or 30 days" in shown
        assert shown.count("This program does without it.") == 3
    assert address in visit(cast.bob).get(f"/programs/{cast.program.id}").text
    visit(cast.charlie).get(address, status=404)


def test_a_closed_pair_has_a_history_and_no_question(visit: Visits, cast: Cast, walk: str) -> None:
    give(cast, "bob", 9)
    safety.block(blocker=cast.alice, blocked=cast.bob)
    shown = visit(cast.bob).get(f"{walk}/pulses").text
    assert "9 of 10" in shown
    assert 'type="radio"' not in shown
    visit(cast.bob).post(f"{walk}/pulses", {"score": "7"}, status=409)
    assert "No rules look at this pair any more." in visit(cast.bob).get(f"{walk}/health").text


def test_bob_can_answer_from_a_mail_without_signing_in_once(app: Flask, visit: Visits, cast: Cast, walk: str) -> None:
    with app.test_request_context():
        pair = Pair.get_by_id(cast.pair.id)
        period = pulses.of(pair, cast.bob).period
        assert period
        path = taps.link(cast.bob, pair, "pulse", period.isoformat())
    stranger = visit()
    shown = stranger.get(path).text
    assert "How is your mentorship with Alice going?" in shown
    assert "Alice is not told." in shown
    assert not Pulse.select().exists()
    assert "Only you see the number." in stranger.follow(stranger.post(path, {"answer": "8"})).text
    assert [(pulse.member_id, pulse.score) for pulse in Pulse.select()] == [(cast.bob.id, 8)]
    assert Pair.get_by_id(cast.pair.id).last_active_at is None
