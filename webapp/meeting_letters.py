"""What the mails of meetings have beside their sentence: the calendar's file, and whether they are still true."""

from datetime import datetime

from flask import Flask

from db.clock import now
from db.models import Meeting, Notification, Pair
from webapp import calendars, meeting_taps, news
from webapp.domain import outbox
from webapp.domain.meetings import reading
from webapp.letter import Attachment
from webapp.news import Extra


def init_app(app: Flask) -> None:
    """Register them."""
    news.EXTRAS.update(
        meeting_agreed=_with_file,
        meeting_cancelled=_with_file,
        meeting_proposed=_with_times,
        meeting_held=_with_answers,
    )
    outbox.STILL_TRUE.update(
        meeting_proposed=is_on_offer, meeting_agreed=is_agreed, meeting_soon=is_near, meeting_held=is_unanswered
    )


def is_on_offer(about: Notification) -> bool:
    """Whether times still wait for an answer."""
    meeting = _meeting(about)
    return meeting is not None and reading.times_on_offer(meeting) != []


def is_agreed(about: Notification) -> bool:
    """Whether the meeting is still at the time that is told."""
    meeting = _meeting(about)
    return meeting is not None and meeting.is_agreed and meeting.starts_at == _told(about)


def is_near(about: Notification) -> bool:
    """Whether it is, and has not begun."""
    told = _told(about)
    return is_agreed(about) and told is not None and now() < told


def is_unanswered(about: Notification) -> bool:
    """Whether nobody has said yet if it took place."""
    return is_agreed(about)


def _with_file(about: Notification) -> Extra:
    meeting, pair = _meeting(about), Pair.with_id(about.pair_id) if about.pair_id else None
    if meeting is None or pair is None or meeting.starts_at is None:
        return Extra()
    is_off = about.kind == "meeting_cancelled"
    content = calendars.of_mail(meeting, pair=pair, reader=about.member, is_off=is_off)
    mime = f"text/calendar; method={'CANCEL' if is_off else 'REQUEST'}"
    return Extra(attachments=(Attachment("invite.ics", mime, content),))


def _with_times(about: Notification) -> Extra:
    meeting = _meeting(about)
    return Extra(buttons=meeting_taps.to_accept(about, meeting)) if meeting else Extra()


def _with_answers(about: Notification) -> Extra:
    meeting = _meeting(about)
    return Extra(buttons=meeting_taps.to_answer(about, meeting)) if meeting and meeting.starts_at else Extra()


def _meeting(about: Notification) -> Meeting | None:
    found: Meeting | None = Meeting.get_or_none(
        (Meeting.id == int(about.names.get("meeting", 0))) & (Meeting.pair == about.pair_id)
    )
    return found


def _told(about: Notification) -> datetime | None:
    starts_at = about.names.get("starts_at")
    return datetime.fromisoformat(starts_at) if starts_at else None
