"""Processes that die, by signal or by the host's hand, while people write."""

import signal
import time
from collections import Counter

import gevent

from tests.torture.invariants import check_messages
from tests.torture.person import GAVE_UP, Person
from tests.torture.stage import Stage, wait_until_all_is_sent
from tests.torture.verdict import Verdict, middle

PAIRS = 20
PAUSE = 2.5  # seconds between two messages of a person; the limit is 30 a minute
SETTLED = 15  # seconds for everybody to be there


def a_worker(stage: Stage, verdict: Verdict, times: int) -> None:
    """kill -9 a worker under chat load."""
    verdict.dose = f"{times}×, {2 * PAIRS} people writing"
    _kill_under_load(stage, verdict, times, limit=5)


def everything(stage: Stage, verdict: Verdict, times: int) -> None:
    """kill -9 master and workers under chat load; whoever supervises starts it again."""
    verdict.dose = f"{times}×, {2 * PAIRS} people writing"
    _kill_under_load(stage, verdict, times, limit=10)


def _kill_under_load(stage: Stage, verdict: Verdict, times: int, limit: float) -> None:
    people = talking(stage, PAIRS, PAUSE)
    gaps: list[float] = []
    for _ in range(times):
        killed_at = time.monotonic()
        if limit == 5:
            stage.server.kill_a_worker()
        else:
            stage.server.kill()
            stage.server.start()
        _wait_until_all_are_there(people, killed_at)
        gaps += _gaps(people, killed_at)
        gevent.sleep(0.5)
    wait_until_all_is_sent(people)
    verdict.within("back p50", middle(gaps), 1 if limit == 5 else limit)
    verdict.within("worst", max(gaps, default=0), limit)
    check_messages(verdict, people)


def a_stop(stage: Stage, verdict: Verdict, times: int) -> None:
    """SIGTERM, SIGINT and SIGQUIT in turn, with 100 sockets of which some write."""
    verdict.dose = f"{times}×, 100 sockets"
    exits: list[float] = []
    people = talking(stage, 50, 10)
    codes: Counter[int | None] = Counter()
    for n in range(times):
        here, asked_at = [person for person in people if person.is_open], time.monotonic()
        exits.append(stage.server.stop((signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)[n % 3]))
        gevent.sleep(0.5)
        codes.update(next((code for at, code in p.codes if at >= asked_at), None) for p in here)
        stage.server.start()
        _wait_until_all_are_there(people, asked_at)
        gevent.sleep(0.5)
    wait_until_all_is_sent(people)
    verdict.within("exit, worst", max(exits), 4)
    verdict.count("told 1012", codes.pop(1012, 0), "×")
    codes.pop(GAVE_UP, 0)
    for code, count in codes.items():
        verdict.none(f"told {code} instead", count)
    check_messages(verdict, people)


def talking(stage: Stage, pairs: int, pause: float, port: int = 0) -> list[Person]:
    """People of fresh pairs who are all there and write."""
    people = stage.people(pairs, port)
    began = time.monotonic()
    for person in people:
        person.start()
    _wait_until_all_are_there(people, began)
    for person in people:
        person.talk(pause)
    return people


def _wait_until_all_are_there(people: list[Person], since: float) -> None:
    """Wait for everybody to be connected, and to have noticed it if they were cut off."""
    gevent.sleep(0.15)
    end = time.monotonic() + SETTLED
    while not all(person.is_open for person in people) and time.monotonic() < end:
        gevent.sleep(0.02)


def _gaps(people: list[Person], killed_at: float) -> list[float]:
    """For each who was cut off, the seconds until they were connected again."""
    cut = [p for p in people if any(at >= killed_at for at, _ in p.codes)]
    return [p.opened[-1] - killed_at if p.opened[-1] >= killed_at else float(SETTLED) for p in cut]
