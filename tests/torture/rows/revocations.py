"""A right that ends while it is used: a login on every device, a password, a place in a group, the account itself."""

import random
import time
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import gevent
from gevent.lock import BoundedSemaphore
from gevent.pool import Pool

from db.clock import now
from db.models import Member, Message, Pair, Session
from tests.torture.people import Pass, pass_of, post
from tests.torture.person import CANARY
from tests.torture.rows.races import AT_ONCE, write
from tests.torture.stage import PASSWORD, Stage, looking
from tests.torture.verdict import Verdict
from tests.torture.wire import Closed, Wire
from webapp.domain import accounts, bans, chat, safety, suspensions
from webapp.domain.errors import LoginHasEnded, PairIsClosed

NEW_PASSWORD = "an even longer passphrase"
SESSION_GONE = 4401
A_SECOND = timedelta(seconds=1)  # in which what was under way may still commit: P4
WRITERS = 8  # at once, of one process that does nothing else
PATIENCE = 30  # seconds until a right must have ended
one_at_a_time = BoundedSemaphore(1)  # a hash takes 19 MiB, and the row looks at the server's memory


@dataclass
class Race:
    """What came of one race at the database."""

    begun: list[float] = field(default_factory=list)  # when each message that was stored was begun
    ended_at: float = 0.0  # when the verb that ended the right had returned
    is_over: bool = False  # whether the author was refused in the end
    after: int = 0  # rows that the pair got after that


def at_the_database(stage: Stage, verdict: Verdict, times: int) -> None:
    """Somebody writes as fast as they can; at a moment of chance what lets them write ends. No server takes part."""
    verdict.dose = f"{times:,} interleavings of {len(VERBS)} kinds"
    kinds = [kind for kind, _ in zip(VERBS * times, range(times), strict=False)]
    couples = stage.passes(times)
    done = Pool(WRITERS).map(
        lambda each: _race(*each), list(zip(kinds, [mentor for mentor, _ in couples], strict=True))
    )
    verdict.none("messages that were begun after it", sum(at > race.ended_at for race in done for at in race.begun))
    verdict.none(
        "messages in a pair that was closed", sum(r.after for k, r in zip(kinds, done, strict=True) if k in CLOSE)
    )
    verdict.none("people who could go on", sum(not race.is_over for race in done))
    verdict.count("messages before", sum(len(race.begun) for race in done))


def _race(kind: Callable[[Member, Pair, Session], None], entry: Pass) -> Race:
    race = Race()
    with looking():
        pair = Pair.with_id(entry.pair_id)
        assert pair
        token = accounts.open_session(pair.mentor, device="race")
        session = accounts.session_of(token)
        assert session
    writer = gevent.spawn(_write_until_refused, race, pair, accounts.hash_of(token))
    gevent.sleep(random.uniform(0.0, 0.1))
    with looking():
        kind(pair.mentor, pair, session)
        race.ended_at = time.monotonic()
        seq = int(Pair.get_by_id(pair.id).seq)
    writer.join(PATIENCE)
    with looking():
        race.after = int(Pair.get_by_id(pair.id).seq) - seq
    return race


def _write_until_refused(race: Race, pair: Pair, login: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        began, client_id = time.monotonic(), random.randbytes(8).hex()
        try:
            chat.post_message(pair=pair, author=pair.mentor, body=CANARY, client_id=client_id, login=login)
        except (LoginHasEnded, PairIsClosed):
            race.is_over = True
            return
        race.begun.append(began)
        gevent.sleep(random.uniform(0.005, 0.03))


def _everywhere(member: Member, pair: Pair, session: Session) -> None:
    accounts.end_sessions(member)


def _password(member: Member, pair: Pair, session: Session) -> None:
    other = accounts.session_of(accounts.open_session(member, device="other"))
    assert other
    accounts.change_password(member, password=NEW_PASSWORD, session=other)


def _suspension(member: Member, pair: Pair, session: Session) -> None:
    group = pair.program.group
    suspensions.suspend(group=group, member=member, by=pair.mentee, report=None, until=None)


def _ban(member: Member, pair: Pair, session: Session) -> None:
    bans.ban(member=member, by=pair.mentee, report=None)


def _block(member: Member, pair: Pair, session: Session) -> None:
    safety.block(blocker=pair.mentee, blocked=member)


CLOSE = (_suspension, _ban, _block)  # take the pair's row: nothing that was under way may commit either
VERBS = (_everywhere, _password, *CLOSE)


WAYS: tuple[tuple[str, dict[str, str]], ...] = (
    ("/account/sessions/delete", {}),
    ("/account/password", {"present": PASSWORD, "password": NEW_PASSWORD}),
    ("/account/deletion", {"present": PASSWORD}),
)


@dataclass
class Cut:
    """What came of one end of a login, with sockets open."""

    pair_id: int
    member_id: int
    answered: datetime = field(default_factory=now)
    seconds: float = 0.0  # from the answer until the socket was closed
    code: int | None = None
    is_partner_there: bool = True


def with_sockets(stage: Stage, verdict: Verdict, times: int) -> None:
    """Both write; one signs the others out, changes the password or deletes the account, from another device."""
    verdict.dose = f"{times:,} logins with sockets"
    done = Pool(AT_ONCE).map(lambda couple: _cut_in_turn(stage, *couple), stage.passes(times))
    gevent.sleep(1)
    cuts = sorted(cut.seconds for cut in done)
    verdict.within("cut p95", cuts[int(len(cuts) * 0.95)], 1)
    verdict.within("cut, worst", cuts[-1], 1)
    for code, logins in Counter(cut.code for cut in done).items():
        verdict.none(f"cut with {code} instead of 4401", logins if code != SESSION_GONE else 0)
    verdict.none("partners who were cut as well", sum(not cut.is_partner_there for cut in done))
    with looking():
        verdict.none("messages a second after it", sum(_written_after(cut) for cut in done))


def _cut_in_turn(stage: Stage, mentor: Pass, mentee: Pass) -> Cut:
    path, fields = random.choice(WAYS)
    with one_at_a_time if fields else nullcontext():
        return _cut(stage, mentor, mentee, path, fields)


def _cut(stage: Stage, mentor: Pass, mentee: Pass, path: str, fields: dict[str, str]) -> Cut:
    cut = Cut(mentor.pair_id, mentor.member_id)
    with looking():
        other = pass_of(stage.app, mentor.pair_id, Member.get_by_id(mentor.member_id))
    mine, theirs = (Wire(stage.server.port, e.pair_id, e.cookie, stage.origin) for e in (mentor, mentee))
    closing = gevent.spawn(lambda: (mine.close_code(10), time.monotonic()))
    writers = [gevent.spawn(write, wire) for wire in (mine, theirs)]
    gevent.sleep(random.uniform(0.05, 0.4))
    status, _ = post(stage.server.port, path, other, seconds=30, **fields)
    assert status == 303, f"it was answered {status}"
    answered_at, cut.answered = time.monotonic(), now()
    cut.code, at = closing.get()
    cut.seconds = max(0.0, at - answered_at)
    gevent.killall(writers)
    cut.is_partner_there = _is_open(theirs)
    for wire in (mine, theirs):
        wire.close()
    return cut


def _is_open(wire: Wire) -> bool:
    with suppress(OSError, Closed):
        return wire.answers(5)
    return False


def _written_after(cut: Cut) -> int:
    theirs = (Message.pair == cut.pair_id) & (Message.author == cut.member_id)
    return int(Message.select().where(theirs & (Message.sent_at > cut.answered + A_SECOND)).count())
