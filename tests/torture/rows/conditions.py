"""Unusual conditions: a flaky link, two processes without Redis, a clock that jumps, somebody who does not read."""

import json
import random
import time
from contextlib import suppress

import gevent

from tests.torture import people as visits
from tests.torture.invariants import check_messages
from tests.torture.link import flaky_link
from tests.torture.people import Pass
from tests.torture.person import Person
from tests.torture.probed import CLOCK
from tests.torture.rows.crashes import PAIRS, PAUSE, talking
from tests.torture.rows.databases import delays
from tests.torture.stage import Stage, wait_until_all_is_sent
from tests.torture.verdict import Verdict, middle, nearly_worst
from tests.torture.wire import Wire

LONG = "x" * 3900


def two_workers_without_redis(stage: Stage, verdict: Verdict, seconds: int) -> None:
    """Two processes that cannot tell each other anything: each socket looks at the database every two seconds."""
    verdict.dose = f"{seconds} s, {2 * PAIRS} people writing"
    with stage.on_another_server({"WEB_CONCURRENCY": "2", "REDIS_URL": ""}):
        people = talking(stage, PAIRS, PAUSE)
        _spread(stage, people)
        began = time.monotonic()
        gevent.sleep(seconds)
        waited = delays(people, began, time.monotonic())
        wait_until_all_is_sent(people)
        verdict.within("delivery p95", nearly_worst(waited), 2.5)
        verdict.within("delivery, worst", max(waited), 3.5)
        check_messages(verdict, people)


def _spread(stage: Stage, people: list[Person]) -> None:
    """Let some come back until both processes have their share: which one takes a connection is the system's choice."""
    for _ in range(20):
        if min(stage.server.sockets()) * 4 >= len(people):
            return
        for person in random.sample(people, len(people) // 2):
            person.come_back()
        gevent.sleep(1)
    raise RuntimeError("one process takes all connections")


def a_flaky_link(stage: Stage, verdict: Verdict, seconds: int) -> None:
    """Everybody is behind a link that delays, resets, and swallows."""
    verdict.dose = f"{seconds} s, {2 * PAIRS} people writing, 50±30 ms; each second 2 % resets, 1 % black holes"
    with flaky_link(stage.server.port) as port:
        people = talking(stage, PAIRS, PAUSE, port)
        gevent.sleep(seconds)
        wait_until_all_is_sent(people)
        verdict.count("cut off", sum(len(person.codes) for person in people), "×")
        verdict.within("acknowledged p50", middle([wait for person in people for wait in person.waits]), 1)
        verdict.within("p95", nearly_worst([wait for person in people for wait in person.waits]), 5)
        verdict.none("people who were turned away", sum(person.is_ended for person in people))
        check_messages(verdict, people)
        stage.send_all_home()


def a_jumping_clock(stage: Stage, verdict: Verdict, seconds: int) -> None:
    """The server's clock jumps three hours ahead, six back, and home again (see probed.py)."""
    clock = stage.folder / "clock"
    clock.write_text("0")
    verdict.dose = f"+3 h, -3 h, 0, {seconds} s each"
    with stage.on_another_server({}, {CLOCK: str(clock)}):
        people = talking(stage, PAIRS, PAUSE)
        refused = 0
        for hours in (3, -3, 0):
            clock.write_text(str(hours * 3600))
            gevent.sleep(seconds)
            refused += sum(visits.get(stage.server.port, f"/pairs/{p.entry.pair_id}", p.entry) != 200 for p in people)
        wait_until_all_is_sent(people)
        verdict.none("people who were logged out", refused + sum(p.is_ended for p in people))
        check_messages(verdict, people)


def a_stuck_reader(stage: Stage, verdict: Verdict, seconds: int) -> None:
    """One asks for everything again and again and reads nothing, while the others write to each other."""
    verdict.dose = f"{seconds} s"
    people = talking(stage, 10, PAUSE)
    gevent.sleep(seconds / 2)
    before = [wait for person in people for wait in person.waits]
    ((mentor, mentee),) = stage.passes(1)
    for n in range(25):
        visits.post(stage.server.port, f"/pairs/{mentor.pair_id}/messages", mentor, body=LONG, client_id=f"long-{n:05}")
    known = [len(person.waits) for person in people]
    cut = _ask_and_do_not_read(stage, mentee, seconds)
    during = [wait for person, n in zip(people, known, strict=True) for wait in person.waits[n:]]
    wait_until_all_is_sent(people)
    verdict.within("others' p95 before", nearly_worst(before), 1)
    verdict.within("others' p95 meanwhile", nearly_worst(during), 1)
    verdict.within("cut", cut, 5)
    check_messages(verdict, people)


def _ask_and_do_not_read(stage: Stage, entry: Pass, seconds: float) -> float:
    """The seconds until the server had enough; comes back for as long as the dose says."""
    worst, end = 0.0, time.monotonic() + seconds
    while time.monotonic() < end:
        wire = Wire(stage.server.port, entry.pair_id, entry.cookie, stage.origin, inbox=4096)
        began = time.monotonic()
        with suppress(OSError):
            while time.monotonic() < began + 15:
                wire.say(json.dumps({"type": "sync", "after": 0}))
                gevent.sleep(0.08)
        worst = max(worst, time.monotonic() - began)
        wire.close()
    return worst
