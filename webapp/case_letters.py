"""The mails about a case: that one waits, that there are words to read. Never what it is about. Call after commit."""

from flask import url_for

from db.models import Member, Report
from webapp import mail
from webapp.domain import accounts
from webapp.domain.cases import handlers, queues
from webapp.domain.cases.decisions import Effects


def tell_handlers(report_id: int, *, but: Member | None = None) -> None:
    """Those who may work on a case now hear that one waits for them, save whoever has just passed it on."""
    report = Report.get_by_id(report_id)
    those = handlers.of(report)
    for member in those.members:
        if but is None or member.id != but.id:
            of_group = those.queue == "group"
            link = url_for("cases.index", slug=report.group.slug) if of_group else url_for("cases.host_index")
            mail.send("case_waits", member, link=link)


def hand_on() -> None:
    """Hand to the host what no moderator can handle any more, and tell the host. May run twice."""
    for report_id in queues.hand_on():
        tell_handlers(report_id)


def tell_sides(effects: Effects) -> None:
    """Each whom a decision concerns hears that there are words to read; who was banned gets a link to them."""
    decision, told = effects.decision, effects.told
    if told.reporter and told.reporter.is_active:
        mail.send("report_answered", told.reporter, link=url_for("reports.show", report_id=decision.report_id))
    if told.reported and told.reported.id == (effects.signed_out.id if effects.signed_out else None):
        token = accounts.make_link(told.reported, "decision")
        mail.send("banned", told.reported, link=url_for("decisions.show_by_link", token=token))
    elif told.reported:
        mail.send("decision_made", told.reported, link=url_for("decisions.show", decision_id=decision.id))
