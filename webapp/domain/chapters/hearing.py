"""How a member wants to hear of what, and what of it came back."""

from collections.abc import Iterator

from db.models import Bounce, Member, NotificationChoice, NotificationHours
from webapp.domain import bounces, hours
from webapp.domain.chapters.chapter import Chapter, Entry, columns


def _choices(member: Member) -> Iterator[Entry]:
    """What they have said; of the rest the site's own rule holds."""
    mine = NotificationChoice.select().where(NotificationChoice.member == member)
    for row in mine.order_by(NotificationChoice.topic, NotificationChoice.medium):
        yield {"topic": row.topic, "medium": row.medium, "how": row.choice, "chosen_at": row.chosen_at}


def _hours(member: Member) -> Iterator[Entry]:
    mine = hours.of(member)
    yield {
        "quiet": f"{mine.quiet_from:02}:00–{mine.quiet_to:02}:00",
        "digest_hour": f"{mine.digest_hour:02}:00",
        "digest_weekday": mine.digest_weekday + 1,
    }


def _bounces(member: Member) -> Iterator[Entry]:
    found = bounces.of(member)
    if found:
        yield columns(found, "status", "times", "is_permanent", "last_at")


CHAPTERS = (
    Chapter("hearing", (NotificationChoice,), _choices),
    Chapter("hours", (NotificationHours,), _hours),
    Chapter("bounces", (Bounce,), _bounces),
)
