"""One's meetings, one's days away and who stood in, one's calendar's address."""

from collections.abc import Iterator

from peewee import JOIN

from db.models import Absence, CalendarFeed, Meeting, MeetingTime, Member, Pair, StandIn
from webapp.domain import vault
from webapp.domain.chapters.chapter import Chapter, Entry, columns
from webapp.domain.meetings.reading import where_of


def _meetings(member: Member) -> Iterator[Entry]:
    for pair in Pair.of_member(member).order_by(Pair.id):
        rows = list(Meeting.select().where(Meeting.pair == pair).order_by(Meeting.id))
        keys = vault.of_pair(pair.id) if rows else None
        for row in rows:
            times = MeetingTime.select().where(MeetingTime.meeting == row).order_by(MeetingTime.starts_at)
            yield {
                "partner": pair.partner_of(member).name,
                "proposed_by_you": row.proposed_by_id == member.id,
                **columns(row, "state", "starts_at", "minutes", "is_logged", "created_at", "agreed_at", "answered_at"),
                "where": where_of(row, keys) if keys else None,
                "proposed_times": [time.starts_at for time in times],
            }


def _absences(member: Member) -> Iterator[Entry]:
    for row in Absence.select().where(Absence.member == member).order_by(Absence.id):
        offered = StandIn.select(StandIn, Member).join(Member, JOIN.LEFT_OUTER, on=(StandIn.member == Member.id))
        yield {
            **columns(row, "begins_on", "until", "created_at", "told_at", "ended_at"),
            "stand_ins": [_stand_in(each) for each in offered.where(StandIn.absence == row).order_by(StandIn.id)],
        }


def _stand_ins(member: Member) -> Iterator[Entry]:
    """Those that one was asked to be; who would have had one reads it in the pair that came of it."""
    for row in StandIn.select().where(StandIn.member == member).order_by(StandIn.id):
        yield columns(row, "state", "created_at", "answered_at")


def _stand_in(row: StandIn) -> Entry:
    return {"name": row.member.name, **columns(row, "state", "created_at", "answered_at")}


def _calendar(member: Member) -> Iterator[Entry]:
    """That there is an address: its token is nowhere."""
    for row in CalendarFeed.select().where(CalendarFeed.member == member):
        yield columns(row, "shows_where", "created_at", "fetched_at")


CHAPTERS = (
    Chapter("meetings", (Meeting, MeetingTime), _meetings),
    Chapter("absences", (Absence,), _absences),
    Chapter("stand_ins", (StandIn,), _stand_ins),
    Chapter("calendar", (CalendarFeed,), _calendar),
)
