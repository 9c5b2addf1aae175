"""Who handles a case: the group's safety moderators, or the host where none of them can; never one who is part of it.

What is stored of a report is the queue that it was put in. Whether somebody can still work that queue off is found out
whenever it is asked, so that a moderator who leaves, stands back or is drawn into a case leaves none behind.
"""

from dataclasses import dataclass

from db.models import Appeal, Decision, Member, Membership, Recusal, Report
from webapp.domain import reports
from webapp.domain.errors import NobodyToHandTo, NotYours


@dataclass(frozen=True)
class Handlers:
    """Those who may work on a case now, and as what: `group` or `host`."""

    queue: str
    members: list[Member]

    @property
    def ids(self) -> set[int]:
        """Their ids."""
        return {int(member.id) for member in self.members}


def of(report: Report) -> Handlers:
    """Who may work on a case now. Whoever decided it does not answer the appeal, if anybody else can."""
    deciders = Decision.deciders_of(report) if Appeal.open_of(report) else set()
    return _eligible(report, deciders)


def may_handle(report: Report, member: Member) -> bool:
    """Whether this member may work on the case now."""
    return member.id in of(report).ids


def may_see(report: Report, member: Member) -> bool:
    """Whether this member may read the case: who may work on it, or could if they had not decided it themselves."""
    return member.id in _eligible(report, set()).ids or may_handle(report, member)


def is_of_group(report: Report, member: Member) -> bool:
    """Whether this member, who may see the case, does as a moderator of its group and not as the host."""
    is_there = report.queue == "group" and report.group_id is not None
    return is_there and member.id in {one.id for one in Membership.moderators_of(report.group)}


def demand(report: Report, member: Member) -> None:
    """See to it that the member may still work on the case. Called with its row locked. Raises NotYours."""
    if not may_handle(report, member):
        raise NotYours


def demand_others(report: Report, member: Member, queue: str) -> None:
    """See to it that somebody else can take the case over in this queue, or after it. Raises NobodyToHandTo."""
    report.queue = queue
    if not _eligible(report, {member.id}, is_last_resort=False).members:
        raise NobodyToHandTo


def barred(report: Report) -> set[int]:
    """The ids of those who are part of a case, or stood back from it."""
    return reports.parties_of(report) | Recusal.ids_of(report)


def _eligible(report: Report, deciders: set[int], *, is_last_resort: bool = True) -> Handlers:
    out = barred(report)
    if report.queue == "group" and report.group_id is not None:
        moderators = [one for one in Membership.moderators_of(report.group) if one.id not in out | deciders]
        if moderators:
            return Handlers("group", moderators)
    hosts = [one for one in Member.hosts() if one.id not in out]
    others = [one for one in hosts if one.id not in deciders]
    return Handlers("host", others or (hosts if is_last_resort else []))
