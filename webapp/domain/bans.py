"""Keeping somebody off the whole instance. Their address is kept as a hash, so that they cannot simply sign up anew."""

import hashlib

from db.clock import now
from db.database import locked, writing
from db.models import Ban, Enrollment, Link, Member, Pair, Report, Session
from db.models.pair import UNDER_WAY
from webapp.domain import audit, suspensions
from webapp.domain.errors import WrongState
from webapp.domain.memberships import GIVEN_UP_ON_LEAVING


def ban(*, member: Member, by: Member, report: Report | None) -> list[int]:
    """Let somebody use this instance no more: account and links are void, sessions end, pairs are closed neutrally.

    Returns the ids of the pairs that were closed; the caller announces them, and the end of the sessions, after the
    commit. Doing it twice is the same as once. Raises WrongState for an account that is gone.
    """
    with writing():
        fresh = locked(Member.select().where(Member.id == member.id)).get()
        if fresh.is_gone:
            raise WrongState
        if Ban.select().where(Ban.member == fresh).exists():
            return []
        made = Ban.create(member=fresh, email_hash=hash_of(fresh.email), report=report, made_by=by)
        Member.update(deactivated_at=now()).where(Member.id == fresh.id).execute()
        Session.end_all_of(fresh.id)
        Link.delete().where(Link.member == fresh).execute()
        theirs = (Enrollment.member == fresh) & Enrollment.state.in_(GIVEN_UP_ON_LEAVING)
        Enrollment.update(state="withdrawn", state_changed_at=now()).where(theirs).execute()
        held = locked(Pair.of_two_sides(fresh.id).where(Pair.state.in_(UNDER_WAY)))
        closed = suspensions.close_neutrally(list(held), fresh)
        audit.record("ban.made", by=by, of=report or made, member=fresh.id)
    return closed


def unban(*, member: Member, by: Member) -> None:
    """Let somebody who was banned use this instance again. What ended stays ended; they sign in as before."""
    with writing():
        locked(Member.select(Member.id).where(Member.id == member.id)).get()
        made = Ban.get_or_none(Ban.member == member)
        if made is None:
            return
        Ban.delete().where(Ban.id == made.id).execute()
        Member.update(deactivated_at=None).where((Member.id == member.id) & Member.remains()).execute()
        audit.record("ban.lifted", by=by, of=made.report or made, member=member.id)


def is_banned(email: str) -> bool:
    """Whether nobody may sign up with this address (one query, whatever the answer)."""
    return bool(Ban.select().where(Ban.email_hash == hash_of(email)).exists())


def hash_of(email: str) -> str:
    """What is kept of a banned address, as 64 hexadecimal digits."""
    return hashlib.sha256(f"ban|{email.strip().lower()}".encode()).hexdigest()
