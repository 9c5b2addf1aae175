"""Whom one blocked, what one reported and was told, what one was notified of, and what the audit log has of one."""

from collections.abc import Iterator

from db.models import AuditEntry, Block, Member, Notification
from webapp.domain.chapters.chapter import Chapter, Entry, columns


def _blocks(member: Member) -> Iterator[Entry]:
    for row in Block.by(member):
        yield {"name": row.blocked.name, "created_at": row.created_at}


def _notifications(member: Member) -> Iterator[Entry]:
    for row in Notification.select().where(Notification.member == member).order_by(Notification.id).iterator():
        yield columns(row, "kind", "names", "created_at", "read_at")


def _audit(member: Member) -> Iterator[Entry]:
    entries = AuditEntry.select().where(AuditEntry.actor_id == member.id).order_by(AuditEntry.position)
    for row in entries.iterator():
        yield columns(row, "at", "action", "object_kind", "object_id", "details")


CHAPTERS = (
    Chapter("blocks", (Block,), _blocks),
    Chapter("notifications", (Notification,), _notifications),
    Chapter("audit", (AuditEntry,), _audit),
)
