"""Going on for some weeks: one proposes, the other agrees or not, without a reason. Short runs rather than long ones.

A pair that was completed becomes active again. The end of a renewal closes nothing: a few days before, both are asked
how they want to go on.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from db.clock import now
from db.database import locked, writing
from db.models import Block, Enrollment, FreshStart, Member, Membership, Notification, Pair, Program, Renewal
from webapp.domain import audit, closing, notifications, retention
from webapp.domain.errors import (
    BlockStandsBetween,
    ChangedMeanwhile,
    NoPlaceLeft,
    NotYours,
    PairIsClosed,
    WrongState,
)

WEEKS = (2, 4, 8)
ASKED_BEFORE = timedelta(days=4)  # the end of a renewal
MORNING, EVENING = time(9), time(20)  # the member's own
COMES_BACK = ("completed", "waiting", "paused", "draft", "requested", "paired")  # places that a pair takes up again


def of(pair: Pair) -> Renewal | None:
    """What a pair agreed to and is in now; `until` is its last day (UTC)."""
    return of_pairs([pair.id]).get(pair.id)


def of_pairs(pair_ids: Iterable[int]) -> dict[int, Renewal]:
    """The same for many, by the pair's id (one query)."""
    running = Renewal.agreed_at.is_null(False) & (Renewal.until >= now().date())
    rows = Renewal.select().where(running & Renewal.pair.in_(list(pair_ids) or [0])).order_by(Renewal.until)
    return {row.pair_id: row for row in rows}


def can_be_proposed(pair: Pair, door: closing.Door) -> bool:
    """Whether the two may go on: at the end of the path, or in the days after it was walked; not after an end."""
    return door.is_open and door.has_partner and pair.state in ("active", "paused", "completed")


def may_propose(newest: Renewal | None, member: Member) -> bool:
    """Whether a member may propose, after what was proposed last: nobody is asked again who has said no."""
    is_refused = newest is not None and newest.declined_at is not None
    return not (is_refused and newest and newest.asked_by_id == member.id)


def propose(*, pair: Pair, member: Member, weeks: int) -> Renewal:
    """Propose to go on for so many weeks (one of WEEKS). Who proposes what the other has proposed agrees to it.

    After a no it is for whoever said it. Raises ChangedMeanwhile (the other proposes something else), WrongState,
    NotAtTheEnd, PairIsClosed, ValueError; and what `agree` raises.
    """
    if weeks not in WEEKS:
        raise ValueError(f"not so many weeks: {weeks}")
    with writing():
        fresh = _hold(pair)
        standing = Renewal.newest_of(pair)
        if standing and standing.is_asked:
            if standing.weeks != weeks:
                raise ChangedMeanwhile
            return standing if standing.asked_by_id == member.id else _begin(fresh, standing, member)
        if not may_propose(standing, member):
            raise WrongState
        made: Renewal = Renewal.create(pair=pair, asked_by=member, weeks=weeks)
        before = of(pair)
        # Once, however often it is taken back.
        key = f"renewal_asked|{pair.id}|{member.id}|{before.id if before else 0}"
        _tell(pair, pair.partner_of(member), "renewal_asked", about=member, key=key)
        return made


def agree(*, pair: Pair, renewal: Renewal, member: Member) -> Renewal:
    """Go on: the pair is active until the day, from today or from the end of what they had agreed to before.

    Raises NotYours (one's own proposal), WrongState, NoPlaceLeft, BlockStandsBetween, NotAtTheEnd, PairIsClosed.
    """
    with writing():
        fresh = _hold(pair)
        standing = Renewal.get_or_none((Renewal.id == renewal.id) & (Renewal.pair == pair))
        if standing is None or not standing.is_asked:
            raise WrongState
        if standing.asked_by_id == member.id:
            raise NotYours
        return _begin(fresh, standing, member)


def decline(*, pair: Pair, renewal: Renewal, member: Member) -> None:
    """Leave it at the end, without a reason; whoever proposed takes it back. Nobody is told."""
    with writing():
        Pair.locked(pair.id)
        open_one = (Renewal.id == renewal.id) & (Renewal.pair == pair) & Renewal.agreed_at.is_null()
        Renewal.delete().where(open_one & Renewal.declined_at.is_null() & (Renewal.asked_by == member)).execute()
        Renewal.update(declined_at=now()).where(open_one & Renewal.declined_at.is_null()).execute()


def ask_again() -> int:
    """Ask both of each pair whose renewal ends in a few days how they want to go on, once; returns how many pairs."""
    near = (Renewal.until <= (now() + ASKED_BEFORE).date()) & (Renewal.until >= now().date())
    due = Renewal.select(Renewal.id, Renewal.pair).where(near & Renewal.reminded_at.is_null())
    return sum(_ask_again(renewal_id, pair_id) for renewal_id, pair_id in list(due.order_by(Renewal.id).tuples()))


def _ask_again(renewal_id: int, pair_id: int) -> bool:
    with writing():
        Pair.locked(pair_id)
        pair, newest = Pair.with_id(pair_id), of_pairs([pair_id]).get(pair_id)
        unasked = (Renewal.id == renewal_id) & Renewal.reminded_at.is_null()
        is_first = bool(Renewal.update(reminded_at=now()).where(unasked).execute())
        if not (is_first and pair and newest and newest.id == renewal_id and pair.is_active):
            return False
        for member in (pair.mentor, pair.mentee):
            key = f"closing_opens|{renewal_id}|{member.id}"
            _tell(pair, member, "closing_opens", about=pair.partner_of(member), key=key, due_at=_by_day(member))
    return True


def _hold(pair: Pair) -> Pair:
    """The pair as it is now, locked behind the program's row and both members', as `introduce` takes them."""
    if Program.locked(pair.program_id).state == "archived":
        raise PairIsClosed
    door = closing.hold(pair)
    fresh = Pair.with_id(pair.id)
    if fresh is None or not can_be_proposed(fresh, door):
        raise PairIsClosed
    return fresh


def _begin(pair: Pair, renewal: Renewal, member: Member) -> Renewal:
    before = of(pair)
    start = max(now().date(), before.until) if before else now().date()
    FreshStart.note(pair.id, "resumed" if pair.state == "completed" else "kept")
    if pair.state == "completed":
        _take_up_again(pair)
    renewal.until, renewal.agreed_at = start + timedelta(weeks=renewal.weeks), now()
    renewal.save()
    _tell(pair, pair.partner_of(member), "renewed", about=member)
    two = {"mentor": pair.mentor_id, "mentee": pair.mentee_id}
    audit.record("pair.renewed", by=None, of=pair, group=pair.program.group_id, program=pair.program_id, **two)
    return renewal


def _take_up_again(pair: Pair) -> None:
    """Make a completed pair active, if both are still there and the places are free. Its rows are locked."""
    ids = [pair.mentor_enrollment_id, pair.mentee_enrollment_id]
    places = list(locked(Enrollment.select().where(Enrollment.id.in_(ids)).order_by(Enrollment.id)))
    if len(places) < len(ids) or any(place.state not in COMES_BACK for place in places):
        raise WrongState
    two = {pair.mentor_id, pair.mentee_id}
    if Membership.count_active(pair.program.group_id, two) < len(two):
        raise WrongState
    if Block.stands_between(pair.mentor_id, pair.mentee_id):
        raise BlockStandsBetween
    for place in places:
        if Pair.open_of(place).count() >= (place.capacity if place.is_mentor else 1):
            raise NoPlaceLeft
    Pair.update(state="active", closed_at=None, closed_by=None, last_active_at=now()).where(
        Pair.id == pair.id
    ).execute()
    Enrollment.update(state="paired", state_changed_at=now()).where(Enrollment.id.in_(ids)).execute()
    warned = (Notification.pair == pair) & (Notification.kind == retention.WARNING)
    Notification.delete().where(warned).execute()  # its words have no end any more


def _tell(
    pair: Pair, member: Member, kind: str, *, about: Member, key: str | None = None, due_at: datetime | None = None
) -> None:
    notifications.notify(
        member=member,
        kind=kind,
        pair=pair,
        program=pair.program,
        about=about.id,
        key=key,
        due_at=due_at,
        partner=about.first_name,
    )


def _by_day(member: Member) -> datetime:
    """Now, if it is day for the member, or else their next morning."""
    local = now().astimezone(ZoneInfo(member.time_zone))
    if MORNING <= local.time() < EVENING:
        return local
    on = local.date() + timedelta(days=local.time() >= EVENING)
    return datetime.combine(on, MORNING, local.tzinfo)
