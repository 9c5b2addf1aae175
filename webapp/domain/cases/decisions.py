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


@dataclass(frozen=True)
class Hearers:
    """Who is told of a decision."""

    reporter: Member | None = None
    reported: Member | None = None


NOBODY = Hearers()


@dataclass
class Effects:
    """What a decision changed, for the caller to announce after the commit; nothing where it had been made before."""

    decision: Decision
    pairs: list[int] = field(default_factory=list)
    signed_out: Member | None = None
    told: Hearers = NOBODY


def possible(report: Report, *, is_host: bool) -> list[str]:
    """The outcomes that can be chosen now."""
    member = report.reported
    if member is None or member.is_gone:  # a program's, or an account that is gone
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
            return Effects(_same(held, by, choice))
        handlers.demand(held, by)
        effects = _settle(held, by, choice, appeal=None)
        reports.move_on(held, "closed")
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
            return Effects(_same(held, by, choice))
        handlers.demand(held, by)
        effects = _settle(held, by, choice, appeal=fresh)
        Appeal.update(answered_at=now()).where(Appeal.id == fresh.id).execute()
        Report.update(closed_at=now()).where(Report.id == held.id).execute()
        if effects.told.reporter:
            notifications.notify(member=effects.told.reporter, kind="report_closed", report=str(held.id))
        audit.record("appeal.answered", by=by, of=held, outcome=choice.outcome)
    return effects


def hearers(report: Report, appeal: Appeal | None, *, outcome: str, until: datetime | None) -> Hearers:
    """Who is told of such a decision: of the first one both, the reported person only of what concerns them.

    After an appeal it is the one who asked for it, and the other one if something else holds from now on.
    """
    before = Decision.last_of(report)
    is_new = before is None or (before.outcome, before.until) != (outcome, until)
    asked = appeal.member_id if appeal else None
    reporter, reported = (one if one and not one.is_gone else None for one in (report.reporter, report.reported))
    concerns = outcome in CONCERNING or (before is not None and before.outcome in CONCERNING)
    return Hearers(
        reporter=reporter if is_new or asked == report.reporter_id else None,
        reported=reported if concerns and (is_new or asked == report.reported_id) else None,
    )


def _same(held: Report, by: Member, choice: Choice) -> Decision:
    """The decision that holds, if it is this one, sent again. Raises CaseIsClosed."""
    made = Decision.last_of(held)
    if made is None or made.decided_by_id != by.id or made.outcome != choice.outcome:
        raise CaseIsClosed
    return made


def _settle(held: Report, by: Member, choice: Choice, *, appeal: Appeal | None) -> Effects:
    before = Decision.last_of(held)
    if choice.outcome not in possible(held, is_host=handlers.of(held).queue == "host"):
        raise WrongState
    if choice.outcome == "pause" and (choice.until is None or choice.until <= now()):
        raise WrongState
    until = choice.until if choice.outcome == "pause" else None
    told = hearers(held, appeal, outcome=choice.outcome, until=until)
    decision = Decision.create(
        report=held,
        appeal=appeal,
        outcome=choice.outcome,
        until=until,
        decided_by=by,
    )
    effects = Effects(decision, told=told)
    _apply(held, by, choice, before.outcome if before else "", effects)
    _tell(held, choice, decision, told)
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


def _tell(held: Report, choice: Choice, decision: Decision, told: Hearers) -> None:
    """Seal the words to each who is told, and leave the reported person a notification."""
    sealing = vault.of_report(held)
    if told.reporter is not None:
        decision.to_reporter = sealing.seal("to_reporter", choice.to_reporter)
    if told.reported is not None:
        decision.to_reported = sealing.seal("to_reported", choice.to_reported)
        notifications.notify(member=told.reported, kind="decision_made", decision=str(decision.id))
    decision.save(only=[Decision.to_reporter, Decision.to_reported])
