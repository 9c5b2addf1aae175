"""What waits for somebody who handles cases: urgent ones first, then the oldest; without a name."""

from dataclasses import dataclass

from db.database import writing
from db.models import Appeal, Group, Member, Report
from webapp.domain import audit
from webapp.domain.cases import handlers

MOST_CLOSED = 50


@dataclass(frozen=True)
class Case:
    """A report in a queue. `is_appealed`: it is closed, and one side asks for a second look."""

    report: Report
    is_appealed: bool


def of_group(*, group: Group, member: Member) -> list[Case]:
    """What waits for this moderator in a group."""
    return _waiting(member, "group", list(Report.waiting().where(Report.group == group)))


def of_host(*, member: Member) -> list[Case]:
    """What waits for this host, in whichever group: what no moderator could handle, too."""
    return _waiting(member, "host", list(Report.waiting()))


def closed(*, member: Member, group: Group | None) -> list[Report]:
    """What was closed last and this member may read, in a group or, for a host, anywhere."""
    query = Report.select().where(Report.state == "closed")
    query = query.where(Report.group == group) if group else query.where(Report.queue == "host")
    newest = query.order_by(Report.closed_at.desc(), Report.id.desc()).limit(MOST_CLOSED)
    return [report for report in newest if not Appeal.open_of(report) and handlers.may_see(report, member)]


def hand_on() -> list[int]:
    """Hand to the host what no moderator of its group can handle any more; returns the reports' ids.

    Whoever looks finds it in the host's queue already; this is what makes it stay there, and lets the host be told.
    """
    moved = []
    for report in Report.waiting().where((Report.queue == "group") & (Report.state != "closed")):
        with writing():
            held = Report.locked(report.id)
            if held.queue == "group" and handlers.of(held).queue == "host":
                Report.update(queue="host").where(Report.id == held.id).execute()
                audit.record("case.handed_over", by=None, of=held, to="host")
                moved.append(int(held.id))
    return moved


def count_waiting(*, member: Member, groups: list[Group]) -> dict[int | None, int]:
    """How many cases wait for a member in each of these groups, which they moderate, and as the host (None)."""
    counts: dict[int | None, int] = {group.id: len(of_group(group=group, member=member)) for group in groups}
    if member.is_host:
        counts[None] = len(of_host(member=member))
    return {key: count for key, count in counts.items() if count}


def _waiting(member: Member, queue: str, reports: list[Report]) -> list[Case]:
    found = []
    for report in reports:
        those = handlers.of(report)
        if those.queue == queue and member.id in those.ids:
            found.append(Case(report, is_appealed=report.state == "closed"))
    return found
