"""What the world's people have planned: a meeting, days away, somebody who stands in; and a calendar's address."""

from datetime import date, timedelta
from typing import Any

from db.clock import now
from db.models import Absence, Member, StandIn
from tests.people import Cast
from webapp.domain import feeds
from webapp.domain.meetings import planning


def ids(cast: Cast, nadia: Member | None, where: str) -> dict[str, Any]:
    """What Alice proposes to Bob, his calendar's address; both will be away, and Nadia may stand in for Alice."""
    soon = [now() + timedelta(days=days) for days in (3, 4)]
    meeting = planning.propose(pair=cast.pair, actor=cast.alice, times=soon, minutes=45, where=where)
    days = {"begins_on": date(2080, 1, 1), "until": date(2080, 2, 1)}
    his, hers = (Absence.create(member=member, **days) for member in (cast.bob, cast.alice))
    return {
        "meeting": meeting.id,
        "absence": his.id,
        "feed": feeds.renew(member=cast.bob, shows_where=False),
        "stand_in": StandIn.create(absence=hers, pair=cast.pair, member=nadia, offered_by=cast.alice).id,
    }
