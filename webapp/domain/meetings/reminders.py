"""What the clock says of meetings: a word the day and the hour before, and afterwards whether it took place."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from db.clock import now
from db.database import writing
from db.models import Meeting, Pair
from webapp.domain.meetings.telling import no_news
from webapp.domain.notifications import notify

LEADS = (timedelta(days=1), timedelta(hours=1))
ASK_WITHIN = timedelta(days=3)  # after it ended; later nobody is asked any more


def tell() -> int:
    """Remind of meetings that are near, and ask of those that are over; returns of how many.

    Each once, however often and in however many processes this runs: the meeting's row says when it was done, and is
    changed under its pair's row. None in a pair that is closed or in which one has blocked the other.
    """
    return sum(_told(row) for row in _near())


def lead_of(meeting: Meeting, at: datetime) -> timedelta | None:
    """How long before a meeting the reminder is that is due now; None if none is.

    Whoever has agreed on it shortly before such a moment needs none: half the lead at least must lie between.
    """
    start, agreed = meeting.starts_at, meeting.agreed_at
    if start is None or agreed is None or at >= start:
        return None
    due = [
        lead
        for lead in LEADS
        if start - lead <= at
        and agreed <= start - lead * 1.5
        and (meeting.reminded_at is None or meeting.reminded_at < start - lead)
    ]
    return min(due, default=None)


def is_to_be_asked(meeting: Meeting, at: datetime) -> bool:
    """Whether the two are to be asked now if a meeting took place."""
    ends_at = meeting.ends_at
    return ends_at is not None and meeting.asked_at is None and ends_at <= at < ends_at + ASK_WITHIN


def _near() -> Iterator[Meeting]:
    moment = now()
    window = Meeting.starts_at.between(moment - ASK_WITHIN - timedelta(days=1), moment + max(LEADS))
    query = Meeting.select().where((Meeting.state == "agreed") & window).order_by(Meeting.id)
    yield from (row for row in list(query) if lead_of(row, moment) or is_to_be_asked(row, moment))


def _told(meeting: Meeting) -> bool:
    with writing():
        moment, held = now(), Pair.locked(meeting.pair_id)
        fresh = Meeting.get_or_none(Meeting.id == meeting.id)
        if fresh is None or not fresh.is_agreed or not held.can_be_written_in():
            return False
        pair = Pair.with_id(held.id)
        lead, asks = lead_of(fresh, moment), is_to_be_asked(fresh, moment)
        if pair is None or not (lead or asks):
            return False
        done = {"asked_at": moment} if asks else {"reminded_at": moment}
        Meeting.update(done).where(Meeting.id == fresh.id).execute()
        if asks:
            no_news(fresh)
        _tell_both(pair, fresh, "meeting_held" if asks else "meeting_soon", f"{lead}")
    return True


def _tell_both(pair: Pair, meeting: Meeting, kind: str, which: str) -> None:
    starts_at = meeting.starts_at.isoformat()
    for member in (pair.mentor, pair.mentee):
        partner = pair.partner_of(member)
        notify(
            member=member,
            kind=kind,
            pair=pair,
            about=partner.id,
            key=f"{kind}|{meeting.id}|{member.id}|{starts_at}|{which}",
            partner=partner.first_name,
            meeting=str(meeting.id),
            starts_at=starts_at,
        )
