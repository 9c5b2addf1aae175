"""The server in unusual conditions: two processes without Redis, a clock that jumps, somebody who does not read."""

import json
import time
from contextlib import suppress
from pathlib import Path

import gevent

from tests.torture import people as visits
from tests.torture.invariants import check_messages
from tests.torture.people import Pass
from tests.torture.rows.crashes import PAIRS, PAUSE, talking
from tests.torture.rows.databases import delays
from tests.torture.stage import Stage, wait_until_all_is_sent
from tests.torture.verdict import Verdict, nearly_worst
from tests.torture.wire import Wire

FAKETIME = "/usr/lib/*/faketime/libfaketimeMT.so.1"
OFFSETS = ("+3h", "-3h", "+0")
LONG = "x" * 3900


def two_workers_without_redis(stage: Stage, verdict: Verdict, seconds: int) -> None:
    """Two processes that cannot tell each other anything: each socket looks at the database every two seconds."""
    verdict.dose = f"{seconds} s, {2 * PAIRS} people writing"
    with stage.on_another_server({"WEB_CONCURRENCY": "2", "REDIS_URL": ""}):
        people = talking(stage, PAIRS, PAUSE)
        began = time.monotonic()
        gevent.sleep(seconds)
        waited = delays(people, began, time.monotonic())
        wait_until_all_is_sent(people)
        verdict.within("delivery p95", nearly_worst(waited), 2.5)
        verdict.within("delivery, worst", max(waited), 3.5)
        check_messages(verdict, people)


def a_jumping_clock(stage: Stage, verdict: Verdict, seconds: int) -> None:
    """The server's clock jumps three hours ahead, six back, and home again."""
    library = next(iter(Path("/").glob(FAKETIME[1:])), None)
    if library is None:
        verdict.left_out = "apt-get install libfaketime"
        return
    clock = stage.folder / "clock"
    clock.write_text("+0")
    extra = {"LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1"}
    verdict.dose = f"+3 h, -3 h, {seconds} s each"
    with stage.on_another_server({}, {**extra, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}):
        people = talking(stage, PAIRS, PAUSE)
        refused = 0
        for offset in OFFSETS:
            clock.write_text(offset)
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
