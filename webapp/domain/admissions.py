"""An admin's yes or no to those who ask for a place, many at once, and taking it back."""

from collections.abc import Iterable

from db.clock import now
from db.database import locked, writing
from db.models import Enrollment, Member, Notification, Program
from webapp.domain import audit, office
from webapp.domain.notifications import notify

KINDS = {"waiting": "enrollment_approved", "declined": "enrollment_declined"}


def approve(*, program: Program, actor: Member, enrollment_ids: Iterable[int]) -> list[Enrollment]:
    """Let those who ask, or were declined, wait to be paired; returns the ones that this changed. They are told."""
    return _decide(program, actor, enrollment_ids, ("requested", "declined"), "waiting")


def decline(*, program: Program, actor: Member, enrollment_ids: Iterable[int]) -> list[Enrollment]:
    """Say no to those who ask; returns the ones that this changed. They are told."""
    return _decide(program, actor, enrollment_ids, ("requested",), "declined")


def take_back(*, program: Program, actor: Member, enrollment_ids: Iterable[int]) -> list[Enrollment]:
    """Make decisions undone: the people ask again, and what they were told and have not read is gone.

    Whoever has been paired, paused or has withdrawn meanwhile is left as they are, as is everybody in a program that
    asks for no approval.
    """
    with writing():
        office.demand_admin(program, actor)
        if program.enrollment_rule != "approval":
            return []
        rows = _take(program, enrollment_ids, ("waiting", "declined"), "requested")
        members = [row.member_id for row in rows]
        Notification.delete().where(
            (Notification.program == program)
            & Notification.member.in_(members)
            & Notification.kind.in_(list(KINDS.values()))
            & Notification.read_at.is_null()
        ).execute()
        _note("admission.taken_back", program, actor, rows)
    return rows


def _decide(
    program: Program, actor: Member, enrollment_ids: Iterable[int], states: tuple[str, ...], to: str
) -> list[Enrollment]:
    with writing():
        office.demand_admin(program, actor)
        rows = _take(program, enrollment_ids, states, to)
        for row in rows:
            notify(member=row.member, kind=KINDS[to], program=program, group=program.group)
        _note("admission.approved" if to == "waiting" else "admission.declined", program, actor, rows)
    return rows


def _note(action: str, program: Program, actor: Member, rows: Iterable[Enrollment]) -> None:
    for row in rows:
        said = {"program": program.id, "role": row.role, "member": row.member_id}
        audit.record(action, by=actor, of=row, group=program.group_id, **said)


def _take(program: Program, enrollment_ids: Iterable[int], states: tuple[str, ...], to: str) -> list[Enrollment]:
    ids = list(enrollment_ids)
    wanted = (Enrollment.program == program) & Enrollment.id.in_(ids) & Enrollment.state.in_(states)
    # In the order of their ids, so that two admins at once wait for each other and never for ever.
    rows = list(locked(Enrollment.select().where(wanted).order_by(Enrollment.id)))
    changes = {"state": to, "state_changed_at": now()}
    Enrollment.update(changes).where(Enrollment.id.in_([row.id for row in rows])).execute()
    return rows
