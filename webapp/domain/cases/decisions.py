"""What is done about a case, in one transaction: the words to both sides, and what follows for the reported person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from db.clock import now
from db.database import writing
from db.models import Appeal, Decision, Member, Membership, Report
from webapp.domain import audit, bans, notifications, reports, suspensions, vault
from webapp.domain.cases import handlers
from webapp.domain.errors import CaseIsClosed, WrongState

OUTCOMES = ("nothing", "warning", "pause", "removal", "ban")
CONCERNING = OUTCOMES[1:]  # of which the reported person is told
LONGEST = 4_000  # characters of the words to a side


@dataclass(frozen=True)
class Choice:
    """What somebody decides. `until` ends a pause."""

    outcome: str
    to_reporter: str = ""
    to_reported: str = ""
    until: datetime | None = None


@dataclass
class Effects:
    """What a decision changed, for the caller to announce after the commit; nothing where it had been made before."""

    decision: Decision
    pairs: list[int] = field(default_factory=list)
    signed_out: Member | None = None
    told_reporter: Member | None = None
    told_reported: Member | None = None


def possible(report: Report, *, is_host: bool) -> list[str]:
    """The outcomes that can be chosen now."""
    member = report.reported
    if member is None or not member.password_hash:  # a program's, or an account that is gone
        return ["nothing"]
    found = ["nothing", "warning"]
    last = Decision.last_of(report)
    was = last.outcome if last else ""
    place = Membership.of(report.group, member) if report.group else None
    if place and (place.is_active or place.is_suspended or was == "removal"):
        found += ["pause", "removal"]
    return [*found, "ban"] if is_host else found


def decide(*, report: Report, by: Member, choice: Choice) -> Effects:
    """Close a case. The same decision again, by the same person, is the one that stands.

    Raises NotYours, CaseIsClosed (somebody else was quicker), WrongState (what was chosen cannot be done), LastAdmin.
    """
    with writing():
        held = Report.locked(report.id)
        if held.state == "closed":
            return Effects(_same(held, by, choice, appeal=None))
        handlers.demand(held, by)
        effects = _settle(held, by, choice, appeal=None)
        reports.move_on(held, "closed")
        effects.told_reporter = held.reporter
        audit.record("case.decided", by=by, of=held, outcome=choice.outcome)
    return effects


def answer(*, appeal: Appeal, by: Member, choice: Choice) -> Effects:
    """Answer an appeal with a decision that keeps or undoes the first one; the other side hears only of a change.

    Raises as `decide` does.
    """
    with writing():
        held = Report.locked(appeal.report_id)
        fresh = Appeal.get_by_id(appeal.id)
        if fresh.answered_at is not None:
            return Effects(_same(held, by, choice, appeal=fresh))
        handlers.demand(held, by)
        effects = _settle(held, by, choice, appeal=fresh)
        Appeal.update(answered_at=now()).where(Appeal.id == fresh.id).execute()
        Report.update(closed_at=now()).where(Report.id == held.id).execute()
        if effects.told_reporter:
            notifications.notify(member=effects.told_reporter, kind="report_closed", report=str(held.id))
        audit.record("appeal.answered", by=by, of=held, outcome=choice.outcome)
    return effects


def _same(held: Report, by: Member, choice: Choice, *, appeal: Appeal | None) -> Decision:
    """The decision that was made already, if it is this one. Raises CaseIsClosed."""
    of_appeal = Decision.appeal == appeal if appeal else Decision.appeal.is_null()
    made = Decision.of_report(held).where(of_appeal).first()
    if made is None or made.decided_by_id != by.id or made.outcome != choice.outcome:
        raise CaseIsClosed
    return made


def _settle(held: Report, by: Member, choice: Choice, *, appeal: Appeal | None) -> Effects:
    before = Decision.last_of(held)
    if choice.outcome not in possible(held, is_host=handlers.of(held).queue == "host"):
        raise WrongState
    if choice.outcome == "pause" and (choice.until is None or choice.until <= now()):
        raise WrongState
    decision = Decision.create(
        report=held,
        appeal=appeal,
        outcome=choice.outcome,
        until=choice.until if choice.outcome == "pause" else None,
        decided_by=by,
    )
    effects = Effects(decision)
    _apply(held, by, choice, before.outcome if before else "", effects)
    _tell(held, choice, before, appeal, effects)
    return effects


def _apply(held: Report, by: Member, choice: Choice, was: str, effects: Effects) -> None:
    """What follows for the reported person; what an earlier decision did and this one does not is undone."""
    member, group, outcome = held.reported, held.group, choice.outcome
    if member is None:
        return
    if was == "ban" and outcome != "ban":
        bans.unban(member=member, by=by)
    if was == "removal" and outcome != "removal" and group is not None:
        suspensions.reinstate(group=group, member=member)
    if outcome == "ban":
        effects.pairs += bans.ban(member=member, by=by, report=held)
        effects.signed_out = member
    elif outcome == "removal" and was != "removal":
        effects.pairs += suspensions.remove(group=group, member=member, by=by)
    elif outcome == "pause":
        effects.pairs += suspensions.suspend(group=group, member=member, by=by, report=held, until=choice.until)
    if outcome != "pause" and group is not None:
        effects.pairs += suspensions.lift(group=group, member=member, by=by, report=held)


def _tell(held: Report, choice: Choice, before: Decision | None, appeal: Appeal | None, effects: Effects) -> None:
    """Seal the words to those whom the decision concerns, and leave the reported person a notification.

    After an appeal that is the one who asked for it, and the other one if something else holds now.
    """
    decision, sealing = effects.decision, vault.of_report(held)
    is_new = before is None or (before.outcome, before.until) != (decision.outcome, decision.until)
    asked = appeal.member_id if appeal else None
    if held.reporter is not None and (is_new or asked == held.reporter_id):
        decision.to_reporter = sealing.seal("to_reporter", choice.to_reporter)
        effects.told_reporter = held.reporter
    concerns = choice.outcome in CONCERNING or (before is not None and before.outcome in CONCERNING)
    if held.reported is not None and held.reported.password_hash and concerns and (is_new or asked == held.reported_id):
        decision.to_reported = sealing.seal("to_reported", choice.to_reported)
        effects.told_reported = held.reported
        notifications.notify(member=held.reported, kind="decision_made", decision=str(decision.id))
    decision.save(only=[Decision.to_reporter, Decision.to_reported])
