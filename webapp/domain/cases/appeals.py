"""A second look, once for each side: by others than those who decided."""

from dataclasses import dataclass
from datetime import timedelta

from db.clock import now
from db.database import writing
from db.models import Appeal, Ban, Decision, Link, Member, Report
from webapp.domain import accounts, audit, vault
from webapp.domain.cases.decisions import CONCERNING
from webapp.domain.errors import LinkIsSpent, TooLate, WrongState

WITHIN = timedelta(days=30)  # after the decision
LONGEST = 4_000  # characters


@dataclass(frozen=True)
class Standing:
    """A decision as the reported person reads it: the words, and what came of their asking for a second look.

    `words` is None once they were shredded.
    """

    decision: Decision
    words: str | None
    can_appeal: bool
    is_waiting: bool


def appeal(*, report: Report, member: Member, words: str) -> Appeal:
    """Ask for a second look; doing it again changes nothing. Raises WrongState, TooLate (after 30 days)."""
    with writing():
        held = Report.locked(report.id)
        known = Appeal.by(member, held)
        if known:
            return known
        if not _concerns(held, member) or held.state != "closed":
            raise WrongState
        if not can_appeal(held, member):
            raise TooLate
        made = Appeal.create(report=held, member=member, body=vault.of_report(held).seal("appeal", words))
        audit.record("appeal.made", by=None, of=held)  # by whom would tell who reported
    return made


def by_link(token: str) -> Standing:
    """The decision that a banned member was mailed a link to. Raises LinkIsSpent."""
    link = accounts.link_of("decision", token)
    decision = Decision.last_of(_banned_for(link.member))
    if decision is None:
        raise LinkIsSpent
    return standing(decision, link.member)


def appeal_by_link(*, token: str, words: str) -> Appeal:
    """Ask for a second look with that link, which works once. Raises LinkIsSpent, and as `appeal` does."""
    link = accounts.link_of("decision", token)
    with writing():
        if not Link.update(used_at=now()).where((Link.id == link.id) & Link.used_at.is_null()).execute():
            raise LinkIsSpent
        return appeal(report=_banned_for(link.member), member=link.member, words=words)


def can_appeal(report: Report, member: Member) -> bool:
    """Whether this member, one side of a closed case, may still ask for a second look."""
    last = Decision.last_of(report)
    is_there = report.state == "closed" and report.wrapped is not None and last is not None
    if not is_there or not _concerns(report, member) or Appeal.by(member, report):
        return False
    return bool(last and now() <= last.created_at + WITHIN)


def is_waiting(report: Report, member: Member) -> bool:
    """Whether this member has asked for a second look and has no answer yet."""
    made = Appeal.by(member, report)
    return made is not None and made.answered_at is None


def standing(decision: Decision, member: Member) -> Standing:
    """A decision as the one whom it concerns reads it."""
    report = decision.report
    words = vault.of_report(report).open("to_reported", decision.to_reported)
    is_last = Decision.last_of(report) == decision
    return Standing(decision, words, is_last and can_appeal(report, member), is_waiting(report, member))


def _banned_for(member: Member) -> Report:
    made = Ban.get_or_none(Ban.member == member)
    if made is None or made.report is None:
        raise LinkIsSpent
    report: Report = made.report
    return report


def _concerns(report: Report, member: Member) -> bool:
    """Whether the member is the reporter, or the one of whom something was decided."""
    if member.id == report.reporter_id:
        return True
    last = Decision.last_of(report)
    return member.id == report.reported_id and last is not None and last.outcome in CONCERNING
