"""The demo community's weekly rhythm: meetings, check-ins, pulses, somebody away, a good end, words to everybody."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from db import clock
from db.database import writing
from db.models import Dispatch, Meeting, Member, Notification, Nudge, Pair, Program, Rhythm
from db.models.rhythm import SETTINGS
from webapp.demo import people
from webapp.domain import (
    absences,
    announcements,
    closing,
    pair_weeks,
    pairs,
    progress,
    pulses,
    rhythm,
    testimonials,
    vault,
)
from webapp.domain.meetings import past, planning
from webapp.domain.rhythm import settings

PULSE_DAYS = 14
READ_AFTER = timedelta(days=2)  # what they were told before that has been read


def ago(days: int, hour: int) -> datetime:
    """A moment so many days ago, or now if it is later than that."""
    now = clock.now()
    moment = datetime.combine(now.date() - timedelta(days=days), time(hour, (12 + days) % 60), tzinfo=now.tzinfo)
    return min(moment, now)


def set_rhythm(program: Program, olivia: Member) -> None:
    """The admin asks for the pulse every two weeks, and for the check-in in her own words."""
    kept = {column: getattr(Rhythm(program=program), column) for column in SETTINGS}
    settings.change(program=program, actor=olivia, **{**kept, "pulse_days": PULSE_DAYS, "words": people.RHYTHM_WORDS})


def meet(pair: Pair) -> None:
    """One meeting has been held, and one is agreed on for the day after tomorrow."""
    held = _agree(pair, _evening(-5), proposed=9)
    with clock.at(ago(4, 8)):
        past.answer(meeting=held, actor=pair.mentee, answer="yes")
    _agree(pair, _evening(2), proposed=2)


def answer(pair: Pair, number: int) -> None:
    """Their check-ins and pulses; nobody but whoever gave them sees the numbers."""
    for days, role, score in sorted(people.CHECK_INS.get(number, ()), reverse=True):
        with clock.at(ago(days, 19)):
            progress.check_in(pair=pair, member=_one(pair, role), score=score, words="", today=clock.now().date())
    for days, role, score in people.PULSES.get(number, ()):
        with clock.at(ago(days, 20)):
            pulses.answer(pair=pair, member=_one(pair, role), score=score)


def part(every: list[Pair]) -> None:
    """Two pairs have walked their path: both thank each other, and one of them has closed, its thanks are shown."""
    for number, days in ((people.CLOSED, 11), (people.AT_THE_END, 1)):
        for role, words in people.THANKS[number].items():
            with clock.at(ago(days, 17)):
                closing.thank(pair=every[number], author=_one(every[number], role), body=words)
    closed = every[people.CLOSED]
    with clock.at(ago(10, 20)):
        words, mentee = people.SURVEY_WORDS, closed.mentee
        closing.answer(pair=closed, member=mentee, goal=5, worth=5, recommend=10, words=words, is_signed=True)
        closing.choose(pair=closed, member=mentee, choice="done")
        pairs.finish(pair=closed, member=mentee)
    for days, member in ((9, closed.mentor), (8, mentee)):
        with clock.at(ago(days, 18)):
            _agree_to_show(Pair.with_id(closed.id) or closed, member)


def leave_for_some_days(member: Member) -> None:
    """Somebody is away since the day before yesterday, and their partners know."""
    today = clock.now().date()
    with clock.at(ago(3, 9)):
        absences.plan(member=member, begins_on=today - timedelta(days=2), until=today + timedelta(days=6))
    with clock.at(ago(2, 9)):
        absences.tell()


def tell_everybody(program: Program, olivia: Member) -> None:
    """An announcement that has gone out."""
    with clock.at(ago(4, 10)):
        sent = announcements.announce(
            program=program,
            actor=olivia,
            audience="all",
            title=people.NEWS_TITLE,
            body=people.NEWS,
            client_id="demo-announcement",
        )
        announcements.tell(sent.id)


def settle() -> None:
    """The nudges of the last week, and the counts; what was told leaves by nothing, and older news has been read."""
    for days in range(7, 0, -1):
        with clock.at(ago(days, 11)):
            rhythm.tick()
    pair_weeks.roll_up()
    moment = clock.now()
    with writing():
        Dispatch.update(state="sent", sent_at=moment, letter=None).where(Dispatch.sent_at.is_null()).execute()
        was_long_ago = (Notification.created_at < moment - READ_AFTER) & Notification.read_at.is_null()
        Notification.update(read_at=moment).where(was_long_ago).execute()
        _put_in_order()


def _put_in_order() -> None:
    """The bell's page goes by ids: what was told first comes first, although it was not made up in that order."""
    for row in list(Notification.select().order_by(Notification.created_at, Notification.id)):
        old_id, row.id = row.id, None
        row.save(force_insert=True)
        for table in (Dispatch, Nudge):
            table.update(notification=row.id).where(table.notification == old_id).execute()
        Notification.delete().where(Notification.id == old_id).execute()


def _agree(pair: Pair, starts_at: datetime, *, proposed: int) -> Meeting:
    """A meeting that the mentor proposed so many days ago, and the mentee agreed to on the next day."""
    with clock.at(ago(proposed, 20)):
        meeting = planning.propose(pair=pair, actor=pair.mentor, times=[starts_at], minutes=60, where=people.WHERE)
    with clock.at(ago(proposed - 1, 8)):
        planning.accept(meeting=meeting, actor=pair.mentee, starts_at=starts_at)
    return meeting


def _evening(days: int) -> datetime:
    """Seven in the evening in Trento, so many days from today."""
    zone = ZoneInfo("Europe/Rome")
    day: date = clock.now().astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, time(19), tzinfo=zone).astimezone(UTC)


def _agree_to_show(pair: Pair, member: Member) -> None:
    """Agree that the mentee's thanks be shown, with the mentee's name, to visitors too."""
    thanks = closing.thanks_of(pair, vault.of_pair(pair.id))[pair.mentee_id].row
    version = testimonials.offer(pair, thanks).version
    testimonials.consent(pair=pair, thanks=thanks, member=member, version=version, is_signed=True, is_public=True)


def _one(pair: Pair, role: str) -> Member:
    return pair.mentor if role == "mentor" else pair.mentee
