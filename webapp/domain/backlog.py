"""What waits in the outbox and what could not leave: numbers, kinds and times, for the host."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import Case, fn

from db.clock import now
from db.database import writing
from db.models import Dispatch, Member
from webapp.domain import audit, outbox

LATE = timedelta(minutes=5)  # what should have left so long ago tells that nobody sends


@dataclass(frozen=True)
class Pile:
    """What has not left yet of a medium and topic ("": an account's own mails)."""

    medium: str
    topic: str
    due: int
    later: int
    held: int  # for a digest


@dataclass(frozen=True)
class Failure:
    """What could not leave for one reason; what is `waiting` is tried again by itself."""

    medium: str
    topic: str
    state: str  # waiting | failed
    fault: str
    count: int
    due_at: datetime  # of the newest: when it was tried last, or is tried next


@dataclass(frozen=True)
class Backlog:
    """All of it, when the oldest was due, and when something has left last."""

    piles: list[Pile]
    failures: list[Failure]
    oldest_due: datetime | None
    last_sent: datetime | None

    @property
    def late_minutes(self) -> int:
        """For how many minutes something has been waiting that should have left at once; 0 while that is normal."""
        late = now() - self.oldest_due if self.oldest_due else timedelta(0)
        return int(late / timedelta(minutes=1)) if late > LATE else 0


def read() -> Backlog:
    """How it stands (four queries)."""
    of_due = Dispatch.select(fn.MIN(Dispatch.due_at)).where((Dispatch.state == "waiting") & (Dispatch.attempts == 0))
    of_sent = Dispatch.select(fn.MAX(Dispatch.sent_at)).where(Dispatch.state == "sent")
    oldest = of_due.scalar()
    return Backlog(
        piles=_piles(),
        failures=_failures(),
        oldest_due=oldest if oldest and oldest <= now() else None,
        last_sent=of_sent.scalar(),
    )


def retry(*, host: Member, medium: str, topic: str, fault: str) -> int:
    """Let what failed for one reason leave once more, at once; returns how much it is."""
    with writing():
        failed = (Dispatch.state == "failed") & (Dispatch.medium == medium)
        failed &= (Dispatch.topic == topic) & (Dispatch.fault == fault)
        again = {"state": "waiting", "attempts": 0, "due_at": now(), "claimed_until": None, "fault": ""}
        count = int(Dispatch.update(**again).where(failed).execute())
        if count:
            audit.record("mail.retried", by=host, of=None, number=count)
            outbox.has_fresh()
    return count


def _piles() -> list[Pile]:
    is_waiting, moment = Dispatch.state == "waiting", now()
    query = Dispatch.select(
        Dispatch.medium,
        Dispatch.topic,
        _number(is_waiting & (Dispatch.due_at <= moment)),
        _number(is_waiting & (Dispatch.due_at > moment)),
        _number(Dispatch.state == "held"),
    ).where(Dispatch.state.in_(("waiting", "held")))
    rows = query.group_by(Dispatch.medium, Dispatch.topic).order_by(Dispatch.medium, Dispatch.topic)
    return [Pile(*row) for row in rows.tuples()]


def _failures() -> list[Failure]:
    by = (Dispatch.medium, Dispatch.topic, Dispatch.state, Dispatch.fault)
    is_one = (Dispatch.state == "failed") | ((Dispatch.state == "waiting") & (Dispatch.attempts > 0))
    query = Dispatch.select(*by, fn.COUNT(Dispatch.id), fn.MAX(Dispatch.due_at)).where(is_one)
    return [Failure(*row) for row in query.group_by(*by).order_by(Dispatch.state, *by).tuples()]


def _number(condition: Any) -> Any:
    return fn.SUM(Case(None, [(condition, 1)], 0))
