from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from peewee import CharField, ForeignKeyField

from db.clock import now
from db.models.base import IdField, Row, UtcDateTimeField
from db.models.member import Member
from db.prepared import prepared

IDLE = timedelta(days=14)
ABSOLUTE = timedelta(days=90)
SEEN_EVERY = timedelta(minutes=5)


class Session(Row):
    """One sign-in on one device. The cookie holds a random token, the row only its hash."""

    id = IdField()
    member = ForeignKeyField(Member, backref="sessions", on_delete="CASCADE")
    token_hash = CharField(max_length=64, unique=True)
    device = CharField(max_length=80)
    created_at = UtcDateTimeField(default=now)
    seen_at = UtcDateTimeField(default=now)

    @classmethod
    def living(cls) -> Any:
        """Sessions neither idle for 14 days nor older than 90."""
        moment = now()
        return cls.select().where((cls.seen_at > moment - IDLE) & (cls.created_at > moment - ABSOLUTE))

    @classmethod
    def with_hash(cls, token_hash: str) -> Session | None:
        """The living session with this token's hash, its member loaded in the same query."""
        moment = now()
        found: Session | None = _WITH_HASH.first(token_hash, moment - IDLE, moment - ABSOLUTE)
        return found

    @classmethod
    def of_member(cls, member: Member) -> Any:
        """A member's living sessions, last used first."""
        return cls.living().where(cls.member == member).order_by(cls.seen_at.desc())

    @classmethod
    def last_use_by(cls, member_id: int) -> datetime | None:
        """When a member's newest session was last used."""
        newest: Session | None = _LAST_OF.first(member_id)
        return newest.seen_at if newest else None

    @classmethod
    def end_all_of(cls, member_id: int, *, but: Session | None = None) -> None:
        """Sign a member out on every device, except one."""
        ended = cls.delete().where(cls.member == member_id)
        (ended.where(cls.id != but.id) if but else ended).execute()

    def touch(self) -> None:
        """Note that it was used, at most every five minutes (a write per page would be the page's cost)."""
        moment = now()
        if moment - self.seen_at > SEEN_EVERY:
            Session.update(seen_at=moment).where(Session.id == self.id).execute()


_WITH_HASH = prepared(
    lambda token_hash, idle_since, made_since: (
        Session.select(Session, Member)
        .join(Member)
        .where((Session.seen_at > idle_since) & (Session.created_at > made_since))
        .where((Session.token_hash == token_hash) & Member.deactivated_at.is_null())
    )
)
_LAST_OF = prepared(
    lambda member_id: (
        Session.select(Session.seen_at).where(Session.member == member_id).order_by(Session.seen_at.desc()).limit(1)
    )
)
