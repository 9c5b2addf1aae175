"""What is answered about meetings by one tap on a mail or a push: which time suits, and whether they met."""

from datetime import UTC, datetime

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from db.models import Meeting, Notification
from webapp import meeting_words, taps, time_zones
from webapp.domain.errors import MeetingIsOff
from webapp.domain.meetings import past, planning, reading
from webapp.domain.taps import Ask
from webapp.paths import path
from webapp.taps import TapKind

AGREED, HELD = "meeting_agreed", "meeting_held"
ANSWERS = {"yes": _l("Yes, we met"), "no": _l("No"), "moved": _l("It was moved")}


def init_app(app: Flask) -> None:
    """Register the questions."""
    taps.KINDS[AGREED] = TapKind(
        answers={"yes": _l("This one suits me")},
        question=_suits,
        verb=_accept,
        is_asked=_is_on_offer,
        thanks=lambda ask, answer: _("Agreed. We remind you both the day before and an hour before."),
        more=lambda ask: _("The other times, and your own, are on the page of your meetings."),
        leads=_meetings,
    )
    taps.KINDS[HELD] = TapKind(
        answers=ANSWERS, question=_met, verb=_answer, is_asked=_is_unanswered, thanks=_thanks, leads=_meetings
    )


def to_accept(about: Notification, meeting: Meeting) -> tuple[tuple[str, str], ...]:
    """The times on offer, each as a link that accepts it; at most five."""
    zone = about.member.time_zone
    times = [(moment, f"{meeting.id}.{int(moment.timestamp())}") for moment in reading.times_on_offer(meeting)]
    return tuple(
        (meeting_words.at_length(moment, zone), taps.link(about.member, about.pair_id, AGREED, occasion, "yes"))
        for moment, occasion in times
    )


def to_answer(about: Notification, meeting: Meeting) -> tuple[tuple[str, str], ...]:
    """The answers to whether they met, as links."""
    occasion = f"{meeting.id}.{int(meeting.starts_at.timestamp())}"
    return tuple(
        (str(label), taps.link(about.member, about.pair_id, HELD, occasion, answer))
        for answer, label in ANSWERS.items()
    )


def _asked(ask: Ask) -> tuple[Meeting | None, int]:
    """The meeting of an occasion, and the second since 1970 at which it was to begin."""
    meeting_id, _dot, second = ask.occasion.partition(".")
    return Meeting.with_id_in(ask.pair, int(meeting_id)), int(second)


def _held(ask: Ask) -> Meeting:
    meeting, _second = _asked(ask)
    if meeting is None:
        raise MeetingIsOff
    return meeting


def _time(ask: Ask) -> str:
    zone = ask.member.time_zone
    moment = datetime.fromtimestamp(_asked(ask)[1], UTC)
    return f"{meeting_words.at_length(moment, zone)} ({time_zones.city(zone)})"


def _suits(ask: Ask) -> str:
    return _("Do you want to meet %(partner)s on %(time)s?", partner=ask.partner.first_name, time=_time(ask))


def _met(ask: Ask) -> str:
    return _("Did you and %(partner)s meet on %(time)s?", partner=ask.partner.first_name, time=_time(ask))


def _offered(ask: Ask) -> datetime | None:
    meeting, second = _asked(ask)
    times = reading.times_on_offer(meeting) if meeting else []
    return next((moment for moment in times if int(moment.timestamp()) == second), None)


def _is_on_offer(ask: Ask) -> bool:
    meeting, _second = _asked(ask)
    is_theirs = meeting is not None and meeting.proposed_by_id != ask.member.id
    return ask.pair.can_be_written_in() and is_theirs and _offered(ask) is not None


def _is_unanswered(ask: Ask) -> bool:
    meeting, second = _asked(ask)
    is_so = meeting is not None and meeting.is_agreed and int(meeting.starts_at.timestamp()) == second
    return ask.pair.can_be_written_in() and is_so


def _accept(ask: Ask, answer: str) -> None:
    moment = _offered(ask)
    if moment is None:
        raise MeetingIsOff
    planning.accept(meeting=_held(ask), actor=ask.member, starts_at=moment)


def _answer(ask: Ask, answer: str) -> None:
    past.answer(meeting=_held(ask), actor=ask.member, answer=answer)


def _thanks(ask: Ask, answer: str) -> str:
    if answer == "moved":
        return _("Thank you. When you have met, you can note it on the page of your meetings.")
    return _("Thank you, noted for you both.")


def _meetings(ask: Ask) -> str:
    return path("meetings.index", pair_id=ask.pair.id)
