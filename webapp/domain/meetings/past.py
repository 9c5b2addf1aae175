"""Meetings that are over: whether they took place, and those that nobody had planned here."""

from datetime import datetime, timedelta

from db.clock import now
from db.database import writing
from db.models import Meeting, MeetingTime, Member, Pair
from webapp.domain import vault
from webapp.domain.errors import WrongState
from webapp.domain.meetings.reading import LENGTHS
from webapp.domain.meetings.telling import held, hold, no_news

LONGEST_AGO = timedelta(days=365)
ANSWERS = {"yes": "held", "no": "missed", "moved": "missed"}


def answer(*, meeting: Meeting, actor: Member, answer: str) -> None:
    """Say whether a meeting took place: `yes`, `no` or `moved`. Either may, and the last word counts.

    Raises PairIsClosed, WrongState (it has not begun).
    """
    with writing():
        fresh = held(meeting)
        if fresh.state not in ("agreed", "held", "missed") or not fresh.starts_at or fresh.starts_at > now():
            raise WrongState
        MeetingTime.delete().where(MeetingTime.meeting == fresh).execute()
        said = {"state": ANSWERS[answer], "answered_by": actor, "answered_at": now()}
        Meeting.update(said).where(Meeting.id == fresh.id).execute()
        no_news(fresh)


def log(*, pair: Pair, actor: Member, starts_at: datetime, minutes: int) -> Meeting:
    """Note a meeting that has taken place; the same again is one. Raises PairIsClosed, WrongState (not a past one)."""
    with writing():
        hold(pair)
        if not now() - LONGEST_AGO <= starts_at <= now():
            raise WrongState
        same = (Meeting.pair == pair) & (Meeting.starts_at == starts_at) & (Meeting.state == "held")
        known: Meeting | None = Meeting.select().where(same).first()
        said = {"state": "held", "is_logged": True, "answered_by": actor, "answered_at": now()}
        return known or Meeting.create(
            uid=vault.new_uid(),
            pair=pair,
            proposed_by=actor,
            starts_at=starts_at,
            minutes=minutes if minutes in LENGTHS else 45,
            **said,
        )
