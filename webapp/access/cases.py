"""Cases: whoever handles one gets it from here; whoever is part of one does not even learn that it is there."""

from typing import cast

from db.models import Decision, Group, Member, Report
from webapp.access.gates import demand_factor, hidden
from webapp.access.groups import member_group_for
from webapp.domain.cases import handlers
from webapp.domain.cases.decisions import CONCERNING


def case_group_for(member: Member, slug: str) -> Group:
    """A group whose cases this member handles, as its safety moderator."""
    group, membership = member_group_for(member, slug)
    if not membership.is_moderator:
        hidden()
    demand_factor(member)
    return group


def case_for(member: Member, report_id: int) -> Report:
    """A case that this member handles, or decided."""
    report = Report.get_or_none(Report.id == report_id) or hidden()
    if not handlers.may_see(report, member):
        hidden()
    demand_factor(member)
    return cast(Report, report)


def decision_for(member: Member, decision_id: int) -> Decision:
    """A decision of which this member, the reported one, was told."""
    found = Decision.select(Decision, Report).join(Report).where(Decision.id == decision_id).first()
    if found is None or found.report.reported_id != member.id or not found.concerns_reported(CONCERNING):
        hidden()
    return cast(Decision, found)
