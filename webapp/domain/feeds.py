"""A member's private calendar address: whoever has it can read when the member meets whom. Only its hash is kept."""

import hashlib
import secrets
from datetime import timedelta

from peewee import fn

from db.clock import now
from db.database import alone, writing
from db.models import Block, CalendarFeed, Meeting, Member, Pair
from db.models.pair import OPEN
from webapp.domain import vault
from webapp.domain.meetings.reading import Planned, where_of

PAST = timedelta(days=90)  # what lies longer ago is not in the calendar
MOST = 500  # meetings
SEEN_EVERY = timedelta(hours=1)  # how often a fetch is noted


def of(member: Member) -> CalendarFeed | None:
    """The member's address, without the token in it."""
    found: CalendarFeed | None = CalendarFeed.get_or_none(CalendarFeed.member == member)
    return found


def renew(*, member: Member, shows_where: bool) -> str:
    """Make an address and return its token, this once; an older one leads nowhere from now on."""
    token = secrets.token_urlsafe(32)
    with writing():
        alone(f"feed {member.id}")  # of two at once the later one's counts
        CalendarFeed.delete().where(CalendarFeed.member == member).execute()
        CalendarFeed.create(member=member, token_hash=_hash(token), shows_where=shows_where)
    return token


def change(*, member: Member, shows_where: bool) -> None:
    """Let the address tell links and places, or no longer."""
    with writing():
        CalendarFeed.update(shows_where=shows_where).where(CalendarFeed.member == member).execute()


def end(*, member: Member) -> None:
    """The address leads nowhere from now on."""
    with writing():
        CalendarFeed.delete().where(CalendarFeed.member == member).execute()


def with_token(token: str) -> CalendarFeed | None:
    """The address that has this token, with its member; None if there is none or the account is not in use."""
    query = CalendarFeed.select(CalendarFeed, Member).join(Member)
    used = (CalendarFeed.token_hash == _hash(token)) & Member.deactivated_at.is_null() & Member.remains()
    found: CalendarFeed | None = query.where(used).first()
    return found


def note_fetch(feed: CalendarFeed) -> None:
    """Note that a calendar has come for it, so that its member sees whether one does; once an hour at most."""
    if feed.fetched_at is None or now() - feed.fetched_at > SEEN_EVERY:
        with writing():
            CalendarFeed.update(fetched_at=now()).where(CalendarFeed.member == feed.member_id).execute()


def meetings_of(feed: CalendarFeed) -> list[tuple[Pair, Planned]]:
    """The agreed and held meetings of a member's open pairs, in order; where they are only if the member wants that.

    None of a pair that is closed, or rests, or in which one has blocked the other.
    """
    member = feed.member
    hidden = Block.select(Block.id).where(
        ((Block.blocker == Pair.mentor) & (Block.blocked == Pair.mentee))
        | ((Block.blocker == Pair.mentee) & (Block.blocked == Pair.mentor))
    )
    seen = Pair.of_member(member).where(Pair.state.in_(OPEN) & ~fn.EXISTS(hidden))
    pairs = {pair.id: pair for pair in seen}
    told = Meeting.state.in_(("agreed", "held")) & (Meeting.starts_at > now() - PAST)
    rows = Meeting.select().where(Meeting.pair.in_(list(pairs)) & told).order_by(Meeting.starts_at).limit(MOST)
    keys = {pair_id: vault.of_pair(pair_id) for pair_id in pairs} if feed.shows_where else {}
    return [(pairs[row.pair_id], Planned(row, [], where_of(row, keys[row.pair_id]) if keys else None)) for row in rows]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
