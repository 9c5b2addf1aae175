"""Proposing times to a partner, agreeing on one, moving it, calling it off."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from db.clock import now
from db.database import writing
from db.models import Meeting, MeetingTime, Member, Pair
from webapp.domain import first_contact, vault
from webapp.domain.errors import (
    MeetingIsOff,
    NotAnsweredYet,
    TimeIsPast,
    TimesHaveChanged,
    TooManyMeetings,
    WaitsForTheOther,
    WrongState,
)
from webapp.domain.meetings.reading import LENGTHS, times_of, where_of
from webapp.domain.meetings.telling import held, hold, tell

MOST_TIMES = 5  # proposed at once
MOST_AHEAD = 5  # meetings that a pair plans at a time
LONGEST_WHERE = 300  # characters
FURTHEST = timedelta(days=365)


def propose(
    *, pair: Pair, actor: Member, times: Iterable[datetime], minutes: int, where: str = "", at: datetime | None = None
) -> Meeting:
    """Propose up to five instants to a partner; the same again, sent twice, is one.

    Raises PairIsClosed, TimeIsPast, TooManyMeetings, NotAnsweredYet (three wait for a partner who has never written).
    """
    uid = vault.new_uid()
    with writing():
        hold(pair)
        offered = _ahead(times)
        if same := _same(pair, actor, offered):
            return same
        _demand_room(pair, actor)
        words = _sealed(pair, actor, uid, where)
        meeting = Meeting.create(uid=uid, pair=pair, proposed_by=actor, minutes=_length(minutes), **words)
        _offer(meeting, offered)
        tell(meeting, actor, "meeting_proposed")
    return meeting


def offer(*, meeting: Meeting, actor: Member, times: Iterable[datetime]) -> None:
    """Propose other times for a meeting: instead of those on offer, or to move what is agreed, which stands meanwhile.

    Raises PairIsClosed, TimeIsPast, MeetingIsOff, WrongState (it is over).
    """
    with writing():
        fresh = _open(meeting)
        offered = _ahead(times)
        Meeting.update(proposed_by=actor).where(Meeting.id == fresh.id).execute()
        _offer(fresh, offered)
        tell(fresh, actor, "meeting_proposed")


def accept(*, meeting: Meeting, actor: Member, starts_at: datetime) -> bool:
    """Agree on one of the times on offer; False if that was done already.

    Raises PairIsClosed, MeetingIsOff, WaitsForTheOther, TimesHaveChanged, TimeIsPast.
    """
    with writing():
        fresh = held(meeting)
        if fresh.is_agreed and fresh.starts_at == starts_at:
            return False
        if fresh.state == "cancelled":
            raise MeetingIsOff
        if starts_at not in times_of([fresh]).get(fresh.id, []):
            raise TimesHaveChanged
        if fresh.proposed_by_id == actor.id:
            raise WaitsForTheOther
        if starts_at <= now():
            raise TimeIsPast
        _agree(fresh, starts_at)
        tell(fresh, actor, "meeting_agreed", moved="yes" if fresh.is_agreed else "", at=starts_at)
    return True


def keep(*, meeting: Meeting, actor: Member) -> None:
    """Leave an agreed meeting where it is: it is not moved.

    Raises PairIsClosed, MeetingIsOff, WrongState.
    """
    with writing():
        fresh = _open(meeting)
        if not fresh.is_agreed:
            raise WrongState
        if MeetingTime.delete().where(MeetingTime.meeting == fresh).execute() and fresh.proposed_by_id != actor.id:
            tell(fresh, actor, "meeting_agreed", at=fresh.starts_at)


def cancel(*, meeting: Meeting, actor: Member) -> bool:
    """Call a meeting off, agreed or not; False if it was already. Raises PairIsClosed, WrongState (it is over)."""
    with writing():
        fresh = held(meeting)
        if fresh.state == "cancelled":
            return False
        _demand_before(fresh)
        MeetingTime.delete().where(MeetingTime.meeting == fresh).execute()
        Meeting.update(state="cancelled", sequence=Meeting.sequence + 1).where(Meeting.id == fresh.id).execute()
        tell(fresh, actor, "meeting_cancelled", at=fresh.starts_at)
    return True


def change(*, meeting: Meeting, actor: Member, minutes: int, where: str) -> None:
    """Change how long a meeting lasts, or where it is; if it is agreed on, the partner is told.

    Raises PairIsClosed, MeetingIsOff, WrongState.
    """
    with writing():
        fresh = _open(meeting)
        keys = vault.of_pair(fresh.pair_id)
        if (where_of(fresh, keys) or "", fresh.minutes) == (where, minutes):
            return
        words = _sealed(fresh.pair, actor, fresh.uid, where)
        changed = {"minutes": _length(minutes), "sequence": Meeting.sequence + 1, **words}
        Meeting.update(changed).where(Meeting.id == fresh.id).execute()
        if fresh.is_agreed:
            tell(fresh, actor, "meeting_agreed", at=fresh.starts_at)


def _sealed(pair: Pair, author: Member, uid: str, where: str) -> dict[str, Any]:
    if not where:
        return {"where": None, "where_by": None}
    return {"where": vault.of_pair(pair.id).seal(author.id, "meeting", uid, where), "where_by": author}


def _open(meeting: Meeting) -> Meeting:
    fresh = held(meeting)
    _demand_before(fresh)
    return fresh


def _demand_before(meeting: Meeting) -> None:
    if meeting.state == "cancelled":
        raise MeetingIsOff
    if meeting.state not in ("proposed", "agreed") or (meeting.starts_at and meeting.starts_at <= now()):
        raise WrongState


def _demand_room(pair: Pair, actor: Member) -> None:
    on_offer = fn.EXISTS(
        MeetingTime.select().where((MeetingTime.meeting == Meeting.id) & (MeetingTime.starts_at > now()))
    )
    ahead = ((Meeting.state == "proposed") & on_offer) | ((Meeting.state == "agreed") & (Meeting.starts_at > now()))
    if Meeting.select().where((Meeting.pair == pair) & ahead).count() >= MOST_AHEAD:
        raise TooManyMeetings
    # A place is words too: whoever has had no answer yet does not write on by proposing meetings.
    partner = pair.partner_of(actor)
    if first_contact.left(pair_id=pair.id, author_id=actor.id, partner_id=partner.id) is not None:
        mine = Meeting.select().where((Meeting.pair == pair) & (Meeting.proposed_by == actor))
        if mine.count() >= first_contact.MOST:
            raise NotAnsweredYet(partner.first_name)


def _same(pair: Pair, actor: Member, offered: list[datetime]) -> Meeting | None:
    query = Meeting.select().where((Meeting.pair == pair) & (Meeting.state == "proposed"))
    rows = list(query.where(Meeting.proposed_by == actor))
    times = times_of(rows)
    return next((row for row in rows if times.get(row.id) == offered), None)


def _ahead(times: Iterable[datetime]) -> list[datetime]:
    found = sorted(set(times))[:MOST_TIMES]
    if not found or found[0] <= now() or found[-1] > now() + FURTHEST:
        raise TimeIsPast
    return found


def _length(minutes: int) -> int:
    return minutes if minutes in LENGTHS else 45


def _offer(meeting: Meeting, times: list[datetime]) -> None:
    MeetingTime.delete().where(MeetingTime.meeting == meeting).execute()
    for starts_at in times:
        MeetingTime.create(meeting=meeting, starts_at=starts_at)


def _agree(meeting: Meeting, starts_at: datetime) -> None:
    MeetingTime.delete().where(MeetingTime.meeting == meeting).execute()
    anew = {"reminded_at": None, "asked_at": None, "agreed_at": now()}
    grown = Meeting.sequence + (1 if meeting.is_agreed else 0)
    Meeting.update(state="agreed", starts_at=starts_at, sequence=grown, **anew).where(
        Meeting.id == meeting.id
    ).execute()
