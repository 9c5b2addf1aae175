"""Who can be nudged at a moment: their clock, the quiet hours, what they chose, and whether they were today."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from db.models import NotificationChoice, NotificationHours, Nudge
from webapp.domain import notification_choices
from webapp.domain.facts import Side
from webapp.domain.rhythm.moments import day_of, hour_of, is_quiet
from webapp.domain.rhythm.rules import Course

QUERIES = 3
TOPIC = "rhythm"


@dataclass(frozen=True, slots=True)
class Reach:
    """What is known of everybody, by member."""

    nudged: frozenset[tuple[int, str]]  # on which of their days
    off: frozenset[int]
    quiet: dict[int, tuple[int, int]]
    moment: datetime
    clocks: dict[str, tuple[int, str]] = field(default_factory=dict)  # by zone

    @classmethod
    def at(cls, moment: datetime) -> Reach:
        """At a moment."""
        around = (moment - timedelta(days=2)).date(), (moment + timedelta(days=2)).date()
        nudges = Nudge.select(Nudge.member, Nudge.on_day).where(Nudge.on_day.between(*around)).tuples()
        hours = NotificationHours.select(
            NotificationHours.member, NotificationHours.quiet_from, NotificationHours.quiet_to
        ).tuples()
        return cls(
            nudged=frozenset((member, str(day)) for member, day in nudges),
            off=_off(),
            quiet={member: (begins, ends) for member, begins, ends in hours},
            moment=moment,
        )

    def has(self, side: Side, course: Course) -> bool:
        """Whether this one of a pair may be nudged now."""
        hour, today = self._clock(side.zone)
        if side.member_id in self.off or (side.member_id, today) in self.nudged:
            return False
        rhythm = course.rhythm
        is_open = hour >= rhythm.hour and not is_quiet(hour, rhythm.quiet_from, rhythm.quiet_to)
        return is_open and not is_quiet(hour, *self.quiet.get(side.member_id, (0, 0)))

    def _clock(self, zone: str) -> tuple[int, str]:
        if zone not in self.clocks:
            self.clocks[zone] = (hour_of(self.moment, zone), str(day_of(self.moment, zone)))
        return self.clocks[zone]


def _off() -> frozenset[int]:
    """Those who want to hear of the rhythm by no medium."""
    rows = NotificationChoice.select(NotificationChoice.member).where(
        (NotificationChoice.topic == TOPIC) & (NotificationChoice.choice == "off")
    )
    counts: dict[int, int] = {}
    for (member,) in rows.tuples():
        counts[member] = counts.get(member, 0) + 1
    return frozenset(member for member, count in counts.items() if count >= len(notification_choices.MEDIA))
