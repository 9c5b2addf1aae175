"""A case opened: every time is noted, for its reporter and in the audit log."""

from dataclasses import dataclass
from datetime import datetime

from db.database import writing
from db.models import Appeal, CaseNote, CaseView, Decision, Member, Report, Suspension
from webapp.domain import audit, evidence, reports, vault
from webapp.domain.cases import handlers


@dataclass(frozen=True)
class Note:
    """What one of those who handle a case wrote for the others; `text` is None once it was shredded."""

    author: Member | None
    created_at: datetime
    text: str | None


@dataclass(frozen=True)
class Decided:
    """What was decided, and the words to the two sides."""

    decision: Decision
    to_reporter: str | None
    to_reported: str | None


@dataclass(frozen=True)
class Case:
    """A case as it is read. `earlier`: others about the same person in the group that the reader may see.

    `appeal` is the one to be answered, in `appeal_words`; `suspension` what keeps the person out because of the case.
    """

    report: Report
    words: str | None
    excerpts: list[evidence.Shown]
    notes: list[Note]
    decisions: list[Decided]
    earlier: int
    appeal: Appeal | None
    appeal_words: str | None
    suspension: Suspension | None
    can_handle: bool
    is_host: bool  # whether the reader handles it as the host

    @property
    def is_shredded(self) -> bool:
        """Whether its words are gone for good."""
        return self.report.wrapped is None

    @property
    def is_something_undone(self) -> bool:
        """Whether deciding that nothing is to be done would undo what was decided before."""
        return bool(self.decisions and self.decisions[-1].decision.outcome != "nothing")

    @property
    def is_open(self) -> bool:
        """Whether there is something to decide."""
        return bool(self.report.state != "closed" or self.appeal)


def open_case(*, report: Report, viewer: Member) -> Case:
    """Everything of a case, for one who may see it; that they opened it is noted."""
    with writing():
        CaseView.create(report=report, viewer=viewer)
        audit.record("case.viewed", by=viewer, of=report)
    opened, appeal, those = vault.of_report(report), Appeal.open_of(report), handlers.of(report)
    return Case(
        report=report,
        words=reports.words_of(report),
        excerpts=evidence.of_report(report),
        notes=_notes(report, opened),
        decisions=decided(report, opened),
        earlier=_earlier(report, viewer),
        appeal=appeal,
        appeal_words=opened.open("appeal", appeal.body) if appeal else None,
        suspension=Suspension.standing_of(report),
        can_handle=viewer.id in those.ids,
        is_host=those.queue == "host" and bool(viewer.is_host),
    )


def decided(report: Report, opened: vault.ReportVault) -> list[Decided]:
    """What was decided about a report, first to last."""
    return [
        Decided(row, opened.open("to_reporter", row.to_reporter), opened.open("to_reported", row.to_reported))
        for row in Decision.of_report(report)
    ]


def _notes(report: Report, opened: vault.ReportVault) -> list[Note]:
    return [Note(row.author, row.created_at, opened.open("note", row.body)) for row in CaseNote.of_report(report)]


def _earlier(report: Report, viewer: Member) -> int:
    if report.reported_id is None or report.group_id is None:
        return 0
    same = (Report.reported == report.reported_id) & (Report.group == report.group_id) & (Report.id < report.id)
    return sum(handlers.may_see(other, viewer) for other in Report.select().where(same))
