"""Who can be nudged at a moment: their clock, the quiet hours, what they chose, and whether they were today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.models import NotificationChoice, NotificationHours, Nudge
from webapp.domain import notification_choices
from webapp.domain.rhythm.moments import hour_of, is_quiet
from webapp.domain.rhythm.rules import View

QUERIES = 3
TOPIC = "rhythm"


@dataclass(frozen=True, slots=True)
class Reach:
    """What is known of everybody, by member."""

    nudged: frozenset[tuple[int, str]]  # on which of their days
    off: frozenset[int]
    quiet: dict[int, tuple[int, int]]

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
        )

    def has(self, view: View) -> bool:
        """Whether this one of a pair may be nudged now."""
        member = view.side.member_id
        if member in self.off or (member, str(view.today)) in self.nudged:
            return False
        hour, rhythm = hour_of(view.at, view.side.zone), view.rhythm
        is_open = hour >= rhythm.hour and not is_quiet(hour, rhythm.quiet_from, rhythm.quiet_to)
        return is_open and not is_quiet(hour, *self.quiet.get(member, (0, 0)))


def _off() -> frozenset[int]:
    """Those who want to hear of the rhythm by no medium."""
    rows = NotificationChoice.select(NotificationChoice.member).where(
        (NotificationChoice.topic == TOPIC) & (NotificationChoice.choice == "off")
    )
    counts: dict[int, int] = {}
    for (member,) in rows.tuples():
        counts[member] = counts.get(member, 0) + 1
    return frozenset(member for member, count in counts.items() if count >= len(notification_choices.MEDIA))
