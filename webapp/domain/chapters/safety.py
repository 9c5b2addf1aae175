"""Whom one blocked, what one reported and was told, what one was notified of, and what the audit log has of one."""

from collections.abc import Iterator

from db.models import Appeal, AuditEntry, Block, Decision, Group, Member, Notification, Report
from webapp.domain import vault
from webapp.domain.chapters.chapter import Chapter, Entry, columns


def _blocks(member: Member) -> Iterator[Entry]:
    for row in Block.by(member):
        yield {"name": row.blocked.name, "created_at": row.created_at}


def _reports(member: Member) -> Iterator[Entry]:
    """What one reported, in one's own words, and what one was told of it."""
    for row in Report.select().where(Report.reporter == member).order_by(Report.id):
        opened = vault.of_report(row)
        told = [(made, opened.open("to_reporter", made.to_reporter)) for made in _decisions(row)]
        yield {
            **columns(row, "kind", "category", "state", "created_at", "looked_at", "closed_at"),
            "text": opened.open("words", row.words),
            "told": [{"at": made.created_at, "text": text} for made, text in told if text],
        }


def _told(member: Member) -> Iterator[Entry]:
    """Decisions about oneself: what was done and what one was told; not who asked for help, nor with which words."""
    for row in Report.select().where(Report.reported == member).order_by(Report.id):
        opened = vault.of_report(row)
        group = Group.get_or_none(Group.id == row.group_id)
        for made in _decisions(row):
            text = opened.open("to_reported", made.to_reported)
            if text:  # of a case that came to nothing the reported person is told nothing
                said = {"group": group.name if group else None, "text": text}
                yield {"at": made.created_at, "outcome": made.outcome, "until": made.until, **said}


def _appeals(member: Member) -> Iterator[Entry]:
    rows = Appeal.select(Appeal, Report).join(Report).where(Appeal.member == member).order_by(Appeal.id)
    for row in rows:
        text = vault.of_report(row.report).open("appeal", row.body)
        yield {"text": text, **columns(row, "created_at", "answered_at")}


def _decisions(report: Report) -> list[Decision]:
    return list(Decision.select().where(Decision.report == report).order_by(Decision.id))


def _notifications(member: Member) -> Iterator[Entry]:
    for row in Notification.select().where(Notification.member == member).order_by(Notification.id).iterator():
        yield columns(row, "kind", "names", "created_at", "read_at")


def _audit(member: Member) -> Iterator[Entry]:
    entries = AuditEntry.select().where(AuditEntry.actor_id == member.id).order_by(AuditEntry.position)
    for row in entries.iterator():
        yield columns(row, "at", "action", "object_kind", "object_id", "details")


CHAPTERS = (
    Chapter("blocks", (Block,), _blocks),
    Chapter("reports", (Report,), _reports),
    Chapter("decisions", (Decision,), _told),
    Chapter("appeals", (Appeal,), _appeals),
    Chapter("notifications", (Notification,), _notifications),
    Chapter("audit", (AuditEntry,), _audit),
)
