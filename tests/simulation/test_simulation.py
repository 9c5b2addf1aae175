"""A small cut of the simulation, and that the judge sees what is wrong."""

import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.e2e.server import ROOT
from tests.simulation import oracle, story, verdict
from tests.simulation.oracle import Expected
from tests.simulation.play import Played
from tests.simulation.post import Mail
from tests.simulation.story import Story

SMALL = ("--pairs", "10", "--weeks", "3", "--kills", "3", "--seed", "7", "--span", "120")


def test_everybody_is_told_what_is_due_once_though_the_worker_is_killed() -> None:
    """A process of its own: it has another database. What it prints says what went wrong."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.simulation", *SMALL], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert "3 kills" in done.stdout


def perfect() -> tuple[Story, Expected, Played]:
    """What a program that makes no mistake would leave behind."""
    told = story.tell(3, date(2026, 2, 23), 12, 5)
    expected = oracle.foretell(told)
    people = {p.email: p for c in told.couples for p in c.people.values()}
    played = Played(closed=dict(expected.closings))
    for n, nudge in enumerate(expected.nudges):
        uid = f"{n:032x}"
        if people[nudge.email].mail == "now":
            played.mails.append(Mail(uid, nudge.email, nudge.at, "same"))
        played.told.append({"id": n, "uid": uid, "kind": nudge.kind, "topic": "rhythm"})
        day = nudge.day.isoformat()
        played.items += [(nudge.email, nudge.kind, occasion, day, pair) for pair, occasion in nudge.matters]
    for n, (email, day) in enumerate(sorted(expected.digests)):
        at = next(tick for tick in told.ticks() if people[email].local(tick).date() == day)
        played.mails.append(Mail(f"digest{n}", email, at, "same"))
        played.told.append({"id": -n, "uid": f"digest{n}", "kind": None, "topic": "digest"})
    return told, expected, played


def wrong(told: Story, expected: Expected, played: Played) -> set[str]:
    return {figure.name for figure in verdict.judge(told, expected, played) if not figure.is_right}


def test_the_judge_finds_nothing_where_nothing_is_wrong() -> None:
    assert wrong(*perfect()) == set()


def test_the_judge_sees_a_mail_that_never_came() -> None:
    told, expected, played = perfect()
    del played.mails[3]
    assert wrong(told, expected, played) == {"mailed: nudges", "mailed: nudges lacking"}


def test_the_judge_sees_a_second_mail_and_knows_it_from_a_copy() -> None:
    told, expected, played = perfect()
    played.mails.append(replace(played.mails[3]))
    assert wrong(told, expected, played) == set()
    played.mails.append(replace(played.mails[3], sum="other"))
    assert wrong(told, expected, played) == {"copies that differ in more than their Date"}
    played.told.append({**played.told[3], "uid": "again"})
    played.mails[-1] = replace(played.mails[3], uid="again")
    assert wrong(told, expected, played) == {
        "mailed: nudges",
        "mailed: nudges too much",
        "a second nudge on one day",
    }


@pytest.mark.parametrize("hours", [-3, 14])
def test_the_judge_sees_a_mail_at_the_wrong_hour(hours: int) -> None:
    told, expected, played = perfect()
    played.mails[3] = replace(played.mails[3], at=played.mails[3].at + timedelta(hours=hours))
    assert {"not at the moment that was due", "in quiet hours"} & wrong(told, expected, played)


def test_the_judge_knows_a_round_after_a_kill_from_a_tick() -> None:
    told, expected, played = perfect()
    played.mails[3] = replace(played.mails[3], at=played.mails[3].at - timedelta(minutes=55))
    assert "not at the moment that was due" not in wrong(told, expected, played)
    played.mails[3] = replace(played.mails[3], at=played.mails[3].at - timedelta(minutes=5))
    assert "not at the moment that was due" in wrong(told, expected, played)


def test_the_judge_sees_a_mail_to_somebody_who_wants_none() -> None:
    told, expected, played = perfect()
    people = [person for couple in told.couples for person in couple.people.values()]
    nobody = next(person for person in people if person.mail == "off")
    played.mails[3] = replace(played.mails[3], to=nobody.email)
    assert "to somebody who had opted out" in wrong(told, expected, played)


def test_the_judge_sees_what_was_told_on_another_day_or_closed_without_a_warning() -> None:
    told, expected, played = perfect()
    email, kind, occasion, _day, pair = played.items[0]
    played.items[0] = (email, kind, occasion, "2026-01-01", pair)
    played.closed[told.couples[0].number] = told.ends
    assert {"told: lacking", "told: too much"} <= wrong(told, expected, played)
    assert {"closed without a warning", "closed on another day"} & wrong(told, expected, played)
