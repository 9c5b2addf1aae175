"""What every verb of a meeting begins and ends with: the pair is held, and the partner is told."""

from datetime import datetime
from typing import Any

from db.clock import now
from db.models import Meeting, Member, Notification, Pair
from webapp.domain import open_pairs
from webapp.domain.notifications import notify

KINDS = ("meeting_proposed", "meeting_agreed", "meeting_cancelled", "meeting_soon", "meeting_held")


def hold(pair: Pair) -> None:
    """Hold a pair, in which something happens now. Must be called inside `writing()`. Raises PairIsClosed."""
    open_pairs.hold(pair)
    Pair.update(last_active_at=now()).where(Pair.id == pair.id).execute()


def held(meeting: Meeting) -> Meeting:
    """The meeting as it is under the pair's lock."""
    hold(meeting.pair)
    fresh: Meeting = Meeting.get_by_id(meeting.id)
    fresh.pair = meeting.pair
    return fresh


def tell(meeting: Meeting, actor: Member, kind: str, *, at: datetime | None = None, moved: str = "") -> None:
    """Tell the partner; what they were told of this meeting before, and have not read, is no news any more."""
    no_news(meeting)
    partner = meeting.pair.partner_of(actor)
    names: dict[str, Any] = {"partner": str(actor.first_name), "meeting": str(meeting.id), "moved": moved}
    starts_at = at or (meeting.starts_at if meeting.is_agreed else None)
    if starts_at:
        names["starts_at"] = starts_at.isoformat()
    notify(member=partner, kind=kind, pair=meeting.pair, about=actor.id, **names)


def no_news(meeting: Meeting) -> None:
    """What the two were told of a meeting and have not read is no news any more."""
    of_pair = (Notification.pair == meeting.pair_id) & Notification.kind.in_(KINDS) & Notification.read_at.is_null()
    rows = Notification.select(Notification.id, Notification.names).where(of_pair)
    ids = [row.id for row in rows if row.names.get("meeting") == str(meeting.id)]
    Notification.update(read_at=now()).where(Notification.id.in_(ids)).execute()
