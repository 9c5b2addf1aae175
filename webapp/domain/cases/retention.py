"""The end of a case's words, a time after it was closed. That there was one, and what was decided, stays."""

from datetime import timedelta

from db.clock import now
from db.database import writing
from db.models import Appeal, CaseNote, Decision, Excerpt, Report
from webapp.domain import audit, instance


def shred_old() -> int:
    """Destroy the words of cases closed longer ago than the host keeps them; an open appeal is waited for.

    Returns how many. With 0 days they are kept.
    """
    days = instance.settings().keep_report_days
    if not days:
        return 0
    due = (Report.state == "closed") & (Report.closed_at < now() - timedelta(days=days)) & Report.wrapped.is_null(False)
    ids = [report.id for report in Report.select(Report.id).where(due).order_by(Report.id)]
    return sum(map(_shred, ids))


def _shred(report_id: int) -> bool:
    with writing():
        held = Report.locked(report_id)
        if held.wrapped is None or Appeal.open_of(held):
            return False
        Report.update(wrapped=None, words=None).where(Report.id == held.id).execute()
        for table in (Excerpt, CaseNote, Appeal):
            table.update(body=None).where(table.report == held).execute()
        Decision.update(to_reporter=None, to_reported=None).where(Decision.report == held).execute()
        audit.record("case.shredded", by=None, of=held)
    return True
