"""How the jobs go: a row a name and day, for the host; no argument, no address, no word."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from peewee import fn

from db.clock import now
from db.database import writing
from db.models import JobRun

KEPT = timedelta(days=30)
SHOWN = timedelta(days=7)


@dataclass
class Count:
    """How often a job of a name went well, failed, and was begun again, since it was written down last."""

    name: str
    done: int = 0
    failed: int = 0
    retried: int = 0
    fault: str = ""


@dataclass(frozen=True)
class Job:
    """How a job of a name has gone in the last week; `fault` is the kind of the newest, with its day."""

    name: str
    last_at: datetime
    done: int
    failed: int
    retried: int
    fault: str
    fault_on: date | None


def note(counts: Iterable[Count]) -> None:
    """Add to today's rows."""
    moment = now()
    with writing():
        for each in sorted(counts, key=lambda count: count.name):  # in one order, so that no two wait for each other
            row = {"name": each.name, "day": moment.date().isoformat(), "done": each.done, "failed": each.failed}
            row |= {"retried": each.retried, "fault": each.fault[:80], "last_at": moment}
            update = {
                JobRun.done: JobRun.done + each.done,
                JobRun.failed: JobRun.failed + each.failed,
                JobRun.retried: JobRun.retried + each.retried,
                JobRun.last_at: moment,
            }
            if each.fault:
                update[JobRun.fault] = each.fault[:80]
            JobRun.insert(row).on_conflict(conflict_target=[JobRun.day, JobRun.name], update=update).execute()


def of_last_days() -> list[Job]:
    """The jobs of the last week, the one that went wrong last first, then by name."""
    since = (now() - SHOWN).date().isoformat()
    found: dict[str, Job] = {}
    for row in JobRun.select().where(JobRun.day > since).order_by(JobRun.day):
        so_far = found.get(row.name, Job(row.name, row.last_at, 0, 0, 0, "", None))
        found[row.name] = Job(
            row.name,
            row.last_at,
            so_far.done + row.done,
            so_far.failed + row.failed,
            so_far.retried + row.retried,
            row.fault or so_far.fault,
            date.fromisoformat(row.day) if row.fault else so_far.fault_on,
        )
    return sorted(found.values(), key=lambda job: (-job.fault_on.toordinal() if job.fault_on else 0, job.name))


def idle_minutes() -> int | None:
    """For how many minutes no job has run, of whatever name: one does each minute. None if none ever has."""
    newest = JobRun.select(fn.MAX(JobRun.last_at)).scalar()
    return max(int((now() - newest) / timedelta(minutes=1)), 0) if newest else None


def was_done(name: str, day: str) -> bool:
    """Whether a job of a name has gone well on a day (UTC)."""
    return bool(JobRun.select().where((JobRun.name == name) & (JobRun.day == day) & (JobRun.done > 0)).exists())


def sweep() -> int:
    """Forget the rows of days long ago; returns how many."""
    with writing():
        return int(JobRun.delete().where(JobRun.day < (now() - KEPT).date().isoformat()).execute())
