"""A closed case's words end after the time that the host sets; that there was one stays."""

from datetime import timedelta
from typing import Any

import pytest

from db.clock import now
from db.models import Appeal, CaseNote, Decision, Excerpt, Report
from tests import casework
from tests.people import Cast
from webapp.domain import instance, reports
from webapp.domain.cases import appeals, reading, retention, working


def closed(cast: Cast, days_ago: int) -> Report:
    report = casework.filed(cast)
    working.note(report=report, by=cast.sam, words="A note")
    casework.decided(report, cast.sam, "warning")
    Report.update(closed_at=now() - timedelta(days=days_ago)).where(Report.id == report.id).execute()
    return casework.again(report)


def words_left(report: Report) -> list[Any]:
    rows = [row.body for table in (Excerpt, CaseNote, Appeal) for row in table.select().where(table.report == report)]
    said = [(row.to_reporter, row.to_reported) for row in Decision.of_report(report)]
    return [body for body in (*rows, *(body for pair in said for body in pair), report.words, report.wrapped) if body]


def test_old_words_are_destroyed_once_and_the_case_stays(cast: Cast) -> None:
    old, fresh = closed(cast, 181), closed(cast, 179)
    assert retention.shred_old() == 1
    assert retention.shred_old() == 0
    assert words_left(casework.again(old)) == []
    assert words_left(casework.again(fresh))
    case = reading.open_case(report=casework.again(old), viewer=cast.sam)
    assert case.is_shredded
    assert [decided.decision.outcome for decided in case.decisions] == ["warning"]
    assert reports.words_of(casework.again(old)) is None
    assert not appeals.can_appeal(casework.again(old), cast.alice)


def test_an_open_appeal_and_an_open_case_are_waited_for(cast: Cast) -> None:
    report = closed(cast, 181)
    casework.filed(cast)
    appeals.appeal(report=report, member=cast.alice, words="Why?")
    assert retention.shred_old() == 0


@pytest.mark.parametrize(("days", "shredded"), [(0, 0), (30, 1), (365, 0)])
def test_the_host_says_how_long(cast: Cast, days: int, shredded: int) -> None:
    closed(cast, 181)
    instance.change(host=casework.host(), keep_report_days=days)
    assert retention.shred_old() == shredded


def test_charlies_report_is_no_exception(cast: Cast) -> None:
    report = reports.file(reporter=cast.charlie, kind="person", category="spam", words="Ads", reported=cast.bob)
    Report.update(state="closed", closed_at=now() - timedelta(days=200)).where(Report.id == report.id).execute()
    assert retention.shred_old() == 1
