"""Reports: whoever made one sees it from here, and nobody else does."""

from typing import cast

from db.models import Member, Report
from webapp.access.gates import hidden


def report_for(member: Member, report_id: int) -> Report:
    """A report that this member made."""
    found = Report.of_reporter(member).where(Report.id == report_id).first()
    return cast(Report, found or hidden())
