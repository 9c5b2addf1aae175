"""Two things at once, of which only one order is right."""

import random
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

import gevent
from gevent.pool import Pool

from db.models import Message, Pair
from tests.torture.people import Pass, post
from tests.torture.person import CANARY, ROW
from tests.torture.stage import Stage, looking
from tests.torture.verdict import Verdict
from tests.torture.wire import Closed, Refused, Wire

AT_ONCE = 16  # couples
SOCKETS, FORMS = 5, 15  # a member has at most five sockets in a process
CLOSED_TO_THEM = 4403


@dataclass
class Blocking:
    """What came of one block."""

    pair_id: int
    seq: int = 0  # of the chat when the block had been answered
    cuts: list[float] = field(default_factory=list)  # seconds from the answer
    codes: list[int | None] = field(default_factory=list)


def block_while_both_write(stage: Stage, verdict: Verdict, times: int) -> None:
    """One of two who both write blocks the other at a moment of chance."""
    verdict.dose = f"{times:,} interleavings"
    done = Pool(AT_ONCE).map(lambda both: _block(stage, *both), stage.passes(times))
    gevent.sleep(1)
    verdict.none("messages after the block", _after_the_block(done))
    verdict.count("messages before", sum(blocking.seq for blocking in done))
    cuts = sorted(cut for blocking in done for cut in blocking.cuts)
    verdict.within("cut p95", cuts[int(len(cuts) * 0.95)], 1)
    verdict.within("cut, worst", cuts[-1], 1)
    for code, sockets in Counter(code for blocking in done for code in blocking.codes).items():
        verdict.none(f"cut with {code} instead of 4403", sockets if code != CLOSED_TO_THEM else 0)


def _block(stage: Stage, mentor: Pass, mentee: Pass) -> Blocking:
    done = Blocking(mentor.pair_id)
    wires = [Wire(stage.server.port, e.pair_id, e.cookie, stage.origin) for e in (mentor, mentee)]
    ends = [gevent.spawn(_closing, wire) for wire in wires]
    writers = [gevent.spawn(write, wire) for wire in wires]
    gevent.sleep(random.uniform(0.05, 0.4))
    blocker = random.choice((mentor, mentee))
    status, _ = post(stage.server.port, f"/pairs/{mentor.pair_id}/block", blocker)
    assert status in (200, 303), f"the block was answered {status}"
    answered_at = time.monotonic()
    with looking():
        done.seq = int(Pair.get_by_id(mentor.pair_id).seq)
    for end in ends:
        code, at = end.get()
        done.cuts.append(max(0.0, at - answered_at))
        done.codes.append(code)
    gevent.killall(writers)
    for wire in wires:
        wire.close()
    return done


def write(wire: Wire) -> None:
    """Write a few messages, as long as the wire takes them."""
    with suppress(OSError):
        for _ in range(14):
            client_id = random.randbytes(8).hex()
            wire.say(f'{{"type":"message","client_id":"{client_id}","body":"{CANARY}"}}')
            gevent.sleep(random.uniform(0.01, 0.08))


def _closing(wire: Wire) -> tuple[int | None, float]:
    return wire.close_code(10), time.monotonic()


def _after_the_block(done: list[Blocking]) -> int:
    """Rows whose instant, taken under the same lock as the block's, is later; and rows that came after its answer."""
    with looking():
        ids = [blocking.pair_id for blocking in done]
        late = Message.select().join(Pair).where(Message.pair.in_(ids) & (Message.sent_at > Pair.closed_at)).count()
        now = dict(Pair.select(Pair.id, Pair.seq).where(Pair.id.in_(ids)).tuples())
    return int(late) + sum(int(now[blocking.pair_id]) - blocking.seq for blocking in done)


def one_id_from_many_connections(stage: Stage, verdict: Verdict, times: int) -> None:
    """The same message comes over 20 connections at once; then the same id with other words."""
    verdict.dose = f"{times:,}× from {SOCKETS} sockets and {FORMS} forms"
    authors = [entry for both in stage.passes((times + 1) // 2) for entry in both][:times]
    outcomes = list(Pool(4).imap_unordered(lambda entry: _say_often(stage, entry), authors))
    verdict.none("not acknowledged", sum(None in seqs for seqs, _ in outcomes))
    verdict.none("different acknowledgements", sum(len(set(seqs)) > 1 for seqs, _ in outcomes))
    verdict.none("other words under the same id were taken", sum(not is_refused for _, is_refused in outcomes))
    with looking():
        is_theirs = Message.author.in_([entry.member_id for entry in authors])
        rows = Message.select().where(is_theirs & ~Message.client_id.startswith("greeting-")).count()
    verdict.none("stored twice, or not at all", abs(rows - times))


def _say_often(stage: Stage, entry: Pass) -> tuple[list[int | None], bool]:
    """The seqs with which it was acknowledged, and whether other words were refused, by the form and the socket."""
    client_id, pool = random.randbytes(8).hex(), Pool(SOCKETS + FORMS)
    wires = [Wire(stage.server.port, entry.pair_id, entry.cookie, stage.origin) for _ in range(SOCKETS)]
    asked = [pool.spawn(_by_socket, wire, client_id) for wire in wires]
    asked += [pool.spawn(_by_form, stage, entry, client_id) for _ in range(FORMS)]
    pool.join()
    status, _ = post(stage.server.port, f"/pairs/{entry.pair_id}/messages", entry, body="other", client_id=client_id)
    is_refused = status == 409 and _is_refused(wires[0], client_id)
    for wire in wires:
        wire.close()
    return [greenlet.value for greenlet in asked], is_refused


def _by_socket(wire: Wire, client_id: str) -> int | None:
    wire.say(f'{{"type":"message","client_id":"{client_id}","body":"{CANARY}"}}')
    return _acknowledgement(wire, client_id)


def _acknowledgement(wire: Wire, client_id: str) -> int | None:
    with suppress(Closed, OSError):
        while text := wire.receive(10):
            for seq, _, found in ROW.findall(text):
                if found == client_id:
                    return int(seq)
    return None


def _by_form(stage: Stage, entry: Pass, client_id: str) -> int | None:
    path = f"/pairs/{entry.pair_id}/messages"
    with suppress(OSError):
        _, text = post(stage.server.port, path, entry, seconds=20, body=CANARY, client_id=client_id)
        return next((int(seq) for seq, _, found in ROW.findall(text) if found == client_id), None)
    return None


def _is_refused(wire: Wire, client_id: str) -> bool:
    with suppress(Closed, OSError, Refused):
        wire.say(f'{{"type":"message","client_id":"{client_id}","body":"other"}}')
        while text := wire.receive(10):
            if '"refused"' in text:
                return True
    return False
