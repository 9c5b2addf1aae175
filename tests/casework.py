"""A case in the cast's group: Bob reports Alice's words, Sam handles it; and Harriet, who hosts."""

from datetime import timedelta
from typing import Any

from db.clock import now
from db.models import Member, Report
from tests import people
from tests.people import Cast
from webapp.domain import chat, reports
from webapp.domain.cases import decisions
from webapp.domain.cases.decisions import Choice, Effects

TO_REPORTER, TO_REPORTED = "We have looked at it.", "Please be kind."


def host() -> Member:
    """The host, made when first asked for."""
    return Member.with_email("harriet@example.org") or people.member("Harriet Host", is_host=True)


def filed(cast: Cast, **given: Any) -> Report:
    """Bob's report of Alice, with two of three messages."""
    for number in (1, 2, 3):
        chat.post_message(pair=cast.pair, author=cast.alice, body=f"Words {number}", client_id=f"c{number}")
    told = {"kind": "message", "category": "harassment", "words": "Please look.", "pair": cast.pair, "seqs": [1, 3]}
    report = reports.file(**{"reporter": cast.bob, **told, **given})
    return Report.get_by_id(report.id)


def choice(outcome: str, days: int = 7) -> Choice:
    """A decision with words to both."""
    return Choice(outcome, TO_REPORTER, TO_REPORTED, now() + timedelta(days=days) if outcome == "pause" else None)


def decided(report: Report, by: Member, outcome: str) -> Effects:
    """The case decided."""
    return decisions.decide(report=report, by=by, choice=choice(outcome))


def again(report: Report) -> Report:
    """The report as it is in the database now."""
    return Report.get_by_id(report.id)
