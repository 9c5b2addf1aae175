"""The meetings of a pair as the two see them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.clock import now
from db.models import Meeting, MeetingTime, Pair
from webapp.domain.vault import PairVault

LENGTHS = (15, 30, 45, 60, 90, 120)  # minutes


@dataclass(frozen=True)
class Planned:
    """A meeting with the times that are on offer, and where it is; None if nobody said, or it was shredded."""

    row: Meeting
    times: list[datetime]
    where: str | None

    @property
    def is_ahead(self) -> bool:
        """Whether it may still take place: agreed on and not over, or with a time on offer that has not passed."""
        return bool(self.row.is_agreed and self.row.ends_at and self.row.ends_at > now()) or self.is_on_offer

    @property
    def is_on_offer(self) -> bool:
        """Whether times wait for an answer, to agree on or to move to."""
        return self.row.state in ("proposed", "agreed") and bool(self.times)

    @property
    def can_be_answered(self) -> bool:
        """Whether one may say that it took place, or did not."""
        return self.row.state in ("agreed", "held", "missed") and bool(
            self.row.starts_at and self.row.starts_at <= now()
        )


def of_pair(pair: Pair, keys: PairVault) -> list[Planned]:
    """All meetings of a pair that were not called off, the latest first, those without a time before (two queries)."""
    rows = list(Meeting.of_pair(pair).where(Meeting.state != "cancelled"))
    times = times_of(rows)
    found = [_planned(row, times.get(row.id, []), keys) for row in rows]
    return [each for each in found if each.row.starts_at or each.times]


def planned(meeting: Meeting, keys: PairVault) -> Planned:
    """One meeting."""
    return _planned(meeting, times_of([meeting]).get(meeting.id, []), keys)


def next_of(pair: Pair) -> Planned | None:
    """What a pair has before it: the next meeting that is agreed on, else one that waits for an answer."""
    agreed = (Meeting.state == "agreed") & (Meeting.starts_at > now() - timedelta(minutes=max(LENGTHS)))
    rows = list(Meeting.select().where((Meeting.pair == pair) & (agreed | (Meeting.state == "proposed"))))
    if not rows:
        return None
    times = times_of(rows)
    ahead = [each for row in rows if (each := Planned(row, times.get(row.id, []), None)).is_ahead]
    return min(ahead, key=lambda each: (not each.row.is_agreed, each.row.starts_at or each.times[0]), default=None)


def times_on_offer(meeting: Meeting) -> list[datetime]:
    """The times of a meeting that wait for an answer."""
    return times_of([meeting]).get(meeting.id, [])


def times_of(meetings: list[Meeting]) -> dict[int, list[datetime]]:
    """The times on offer that have not passed, in their order, by the meeting's id."""
    on_offer = MeetingTime.meeting.in_([meeting.id for meeting in meetings]) & (MeetingTime.starts_at > now())
    found: dict[int, list[datetime]] = {}
    for time in MeetingTime.select().where(on_offer).order_by(MeetingTime.starts_at):
        found.setdefault(time.meeting_id, []).append(time.starts_at)
    return found


def where_of(meeting: Meeting, keys: PairVault) -> str | None:
    """The words of where a meeting is."""
    if meeting.where is None or meeting.where_by_id is None:
        return None
    return keys.open(meeting.where_by_id, "meeting", meeting.uid, bytes(meeting.where))


def _planned(meeting: Meeting, times: list[datetime], keys: PairVault) -> Planned:
    return Planned(meeting, times, where_of(meeting, keys))
