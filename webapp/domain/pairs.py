"""A pair's course: pause, go on, finish, end. Leaving needs no reason and never shows who left."""

from db.clock import now
from db.database import locked, writing
from db.models import Enrollment, FreshStart, Member, Pair, Precedence, Program
from db.models.pair import UNDER_WAY
from webapp.domain import audit, notifications, nudged, progress
from webapp.domain.errors import PairIsClosed, WrongState

OVER = {"ended": "pair.ended", "completed": "pair.completed"}  # what the audit log calls it


def pause(*, pair: Pair, member: Member) -> None:
    """Rest for a while: the two may still write. Raises WrongState."""
    with writing():
        fresh = Pair.locked(pair.id)
        if not fresh.is_active:
            raise WrongState
        Pair.update(state="paused", paused_by=member).where(Pair.id == pair.id).execute()
        _note("pair.paused", fresh)


def resume(*, pair: Pair) -> None:
    """Go on after a pause; either may. Raises WrongState."""
    with writing():
        fresh = Pair.locked(pair.id)
        if fresh.state != "paused":
            raise WrongState
        Pair.update(state="active", paused_by=None).where(Pair.id == pair.id).execute()
        FreshStart.note(pair.id, "resumed")
        _note("pair.resumed", fresh)


def finish(*, pair: Pair, member: Member) -> None:
    """Close well, once the whole path is walked. Raises PairIsClosed, WrongState (steps are left)."""
    with writing():
        fresh = _open(pair)
        if progress.path_of(pair).here is not None:
            raise WrongState
        _leave(fresh, member, state="completed", enrollments="completed")


def end(*, pair: Pair, member: Member) -> None:
    """Leave the mentorship, without a reason. The partner gets a neutral word. Raises PairIsClosed."""
    with writing():
        fresh = Pair.locked(pair.id)
        if not fresh.is_under_way:
            raise PairIsClosed
        _leave(fresh, member, state="ended", enrollments="paused")


def close(pair: Pair, *, state: str, by: Member | None, enrollments: str) -> None:
    """Release a locked pair, and note that it is over: never who wanted it, nor whether a block did it."""
    release(pair, state=state, by=by, enrollments=enrollments)
    nudged.forget(pair)
    _note(OVER[state], pair)


def release(pair: Pair, *, state: str, by: Member | None, enrollments: str) -> None:
    """Close a locked pair and give both their places back. Must be called inside `writing()`.

    A place with another pair under way stays `paired` (somebody may mentor one and be mentored by another in a
    program); the others go to the given state.
    """
    Pair.update(state=state, closed_at=now(), closed_by=by).where(Pair.id == pair.id).execute()
    ids = sorted({pair.mentor_enrollment_id, pair.mentee_enrollment_id} - {None})
    # In the order in which `introduce` takes them; and of a mentor's two last pairs that close at once the second one
    # must see that the first one is closed, or the place stays `paired` with nobody.
    list(locked(Enrollment.select(Enrollment.id).where(Enrollment.id.in_(ids)).order_by(Enrollment.id)))
    for enrollment_id in ids:
        of_place = (Pair.mentor_enrollment == enrollment_id) | (Pair.mentee_enrollment == enrollment_id)
        others = Pair.select().where(of_place & Pair.state.in_(UNDER_WAY))
        if not others.exists():
            Enrollment.update(state=enrollments, state_changed_at=now()).where(
                (Enrollment.id == enrollment_id) & (Enrollment.state == "paired")
            ).execute()


def _note(action: str, pair: Pair) -> None:
    """What becomes of a pair is told of both of the two and of neither: leaving never shows who left."""
    program = Program.get_by_id(pair.program_id)
    two = {"mentor": pair.mentor_id, "mentee": pair.mentee_id}
    audit.record(action, by=None, of=pair, group=program.group_id, program=program.id, **two)


def _open(pair: Pair) -> Pair:
    fresh = Pair.locked(pair.id)
    if not fresh.is_open:
        raise PairIsClosed
    return fresh


def _leave(pair: Pair, member: Member, *, state: str, enrollments: str) -> None:
    """Close a locked pair for a member; their partner is left a `pair_<state>` notification.

    A pair that was walked uses up what let its mentee come first.
    """
    close(pair, state=state, by=member, enrollments=enrollments)
    Precedence.delete().where(Precedence.enrollment == pair.mentee_enrollment_id).execute()
    notifications.notify(
        member=pair.partner_of(member),
        kind=f"pair_{state}",
        pair=pair,
        program=pair.program,
        about=member.id,
        partner=member.first_name,
    )
