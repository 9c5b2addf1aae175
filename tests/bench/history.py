"""A running program with any number of pairs and weeks behind it, made in few statements: what pages are measured on.

What is sealed is made up: nobody opens it.
"""

import random
from datetime import date, datetime, timedelta
from typing import Any

from db.clock import now
from db.database import writing
from db.models import CheckIn, Completion, Enrollment, Message, Pair, Program, Step
from webapp.demo import crowd
from webapp.domain import pair_weeks
from webapp.domain.progress import monday

ROWS = 500  # of one statement
PASSWORD = "a long enough passphrase"


def make(pairs: int, weeks: int, seed: int = 1) -> Program:
    """The crowd's program: every pair introduced some weeks ago, talking less and less, a tenth never, some closed."""
    list(crowd.make(pairs, PASSWORD))
    program: Program = Program.get()
    chance = random.Random(seed)  # noqa: S311 # made up, and the same each time
    steps = [step.id for step in Step.of_program(program)]
    messages, completions, check_ins = [], [], []
    with writing():
        for pair in list(Pair.select().where(Pair.program == program)):
            begun = now() - timedelta(days=chance.randint(7, 7 * weeks), hours=chance.randint(0, 23))
            fate = chance.random()
            walk = [] if fate < 0.1 else _walk(pair, begun, fate, chance)
            messages += walk
            done = steps[: min(len(steps), int(len(walk) / 4))]
            completions += [_done(pair, step, begun, n) for n, step in enumerate(done)]
            check_ins += _check_ins(pair, begun, chance) if walk else []
            _close(pair, begun, walk, is_whole=len(done) == len(steps), fate=fate)
        for table, rows in ((Message, messages), (Completion, completions), (CheckIn, check_ins)):
            for first in range(0, len(rows), ROWS):
                table.insert_many(rows[first : first + ROWS]).execute()
        _enrollments(program)
    pair_weeks.roll_up()
    return program


def _walk(pair: Pair, begun: datetime, fate: float, chance: random.Random) -> list[dict[str, Any]]:
    """The pair's messages: one to six a week, both in turn, fewer as the weeks go by; a seventh get no answer."""
    sent = begun + timedelta(hours=chance.expovariate(1 / 20))
    found: list[dict[str, Any]] = []
    while sent < now() and len(found) < 60:
        is_answered = fate > 0.25
        author = pair.mentee_id if len(found) % 2 == 0 or not is_answered else pair.mentor_id
        found.append(_message(pair, author, len(found) + 1, sent))
        sent += timedelta(hours=chance.expovariate(1 / (30 + 3 * len(found))))
        if not is_answered and len(found) == 3:
            break
    return found


def _message(pair: Pair, author_id: int, seq: int, sent: datetime) -> dict[str, Any]:
    uid = f"{pair.id:x}-{seq}"
    sealed = {"body": bytes(120), "nonce": bytes(16), "tag": bytes(32)}
    numbers = {"seq": seq, "changed_seq": seq}
    return {"pair": pair.id, **numbers, "uid": uid, "author": author_id, "client_id": uid, **sealed, "sent_at": sent}


def _done(pair: Pair, step_id: int, begun: datetime, n: int) -> dict[str, Any]:
    at = begun + timedelta(days=7 * (n + 1))
    return {"pair": pair.id, "step": step_id, "member": pair.mentee_id, "completed_at": at}


def _check_ins(pair: Pair, begun: datetime, chance: random.Random) -> list[dict[str, Any]]:
    week: date = monday(begun.date())
    found = []
    while week <= now().date():
        for member in (pair.mentor_id, pair.mentee_id):
            if chance.random() < 0.6:
                row = {"pair": pair.id, "member": member, "week_of": week, "score": chance.randint(4, 10)}
                found.append({"uid": f"{pair.id}-{member}-{week}"[:32], **row})
        week += timedelta(days=7)
    return found


def _close(pair: Pair, begun: datetime, walk: list[dict[str, Any]], *, is_whole: bool, fate: float) -> None:
    last = walk[-1]["sent_at"] if walk else None
    state = "completed" if is_whole and fate > 0.4 else "ended" if fate > 0.9 else "active"
    closed = None if state == "active" else (last or begun) + timedelta(days=1)
    Pair.update(
        introduced_at=begun,
        seq=len(walk),
        last_active_at=last,
        state=state,
        closed_at=min(closed, now()) if closed else None,
    ).where(Pair.id == pair.id).execute()


def _enrollments(program: Program) -> None:
    """The pairs' places, which the crowd has made without them; a tenth as many more wait."""
    for role, column in (("mentor", Pair.mentor_enrollment), ("mentee", Pair.mentee_enrollment)):
        person = Pair.mentor if role == "mentor" else Pair.mentee
        place = Enrollment.select(Enrollment.id).where(
            (Enrollment.program == program) & (Enrollment.member == person) & (Enrollment.role == role)
        )
        Pair.update({column: place}).where(Pair.program == program).execute()
