"""What was taken back or turned off in the weekly rhythm since a backup, and must stay so once that is brought back."""

from dataclasses import dataclass, field
from typing import Any

from db.models import CalendarFeed, CoordinatorNote, Dispatch, Member, NotificationChoice, Testimonial, Thanks

AT_ONCE = 500  # rows of one statement


@dataclass
class Standing:
    """What stands in the present database. Words only by the ids that they are sealed under."""

    thanks: set[str] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)  # admins' own
    testimonials: set[int] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)  # hashes of calendars'
    off: list[dict[str, Any]] = field(default_factory=list)  # what somebody wants to hear nothing of

    @classmethod
    def read(cls) -> "Standing":
        """All of it, from the bound database."""
        stand = Testimonial.agreed_at.is_null(False) & Testimonial.ended_by.is_null()
        columns = (NotificationChoice.member, NotificationChoice.topic, NotificationChoice.medium)
        off = NotificationChoice.select(*columns, NotificationChoice.choice).where(NotificationChoice.choice == "off")
        return cls(
            thanks={row.uid for row in Thanks.select(Thanks.uid)},
            notes={row.uid for row in CoordinatorNote.select(CoordinatorNote.uid)},
            testimonials={row.id for row in Testimonial.select(Testimonial.id).where(stand)},
            addresses={row.token_hash for row in CalendarFeed.select(CalendarFeed.token_hash)},
            off=list(off.dicts()),
        )


def send_nothing_old() -> None:
    """Withdraw what waited when the backup was made: it has left since, or is not so any more.

    Must be called inside `writing()`, as the next.
    """
    waits = Dispatch.state.in_(("waiting", "held"))
    Dispatch.update(state="withdrawn", fault="restored", letter=None, claimed_until=None).where(waits).execute()


def take_back(standing: Standing | None) -> None:
    """Take back again what is not standing; where that is not known, only calendars' addresses, like every sign-in."""
    if standing is None:
        CalendarFeed.delete().execute()
        return
    _delete(CalendarFeed, CalendarFeed.token_hash, standing.addresses)
    _delete(Thanks, Thanks.uid, standing.thanks)
    _delete(CoordinatorNote, CoordinatorNote.uid, standing.notes)
    _delete(Testimonial, Testimonial.id, standing.testimonials, Testimonial.ended_by.is_null())
    members = {member.id for member in Member.select(Member.id)}
    for row in standing.off:
        if row["member"] in members:
            place = [NotificationChoice.member, NotificationChoice.topic, NotificationChoice.medium]
            same = {"conflict_target": place, "update": {NotificationChoice.choice: "off"}}
            NotificationChoice.insert(row).on_conflict(**same).execute()


def _delete(noun: Any, column: Any, standing: set[Any], among: Any = None) -> None:
    rows = noun.select(column) if among is None else noun.select(column).where(among)
    lost = sorted({value for (value,) in rows.tuples()} - standing)
    for first in range(0, len(lost), AT_ONCE):
        noun.delete().where(column.in_(lost[first : first + AT_ONCE])).execute()
