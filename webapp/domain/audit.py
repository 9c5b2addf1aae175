"""The audit log: who did what when to which object, never a word of anybody's. Append-only, each entry chained."""

import hashlib
import json
from datetime import UTC
from typing import Any

from db.clock import now
from db.database import alone, last
from db.models import AuditEntry, Group, Member, Row

BEGINNING = "0" * 64


def record(action: str, *, by: Member | None, of: Row | None, group: Group | int | None = None, **details: Any) -> None:
    """Note that `by` (None: the program itself) did `action` to the row `of` (None: the instance), in a group or none.

    Called in the transaction that does it, so that there is never one without the other; the entry is written as its
    last thing. `action` is `<noun>.<past verb>`, such as `block.made`; `details` are numbers and names of states, never
    words that somebody wrote, nor names or addresses.
    """
    entry = AuditEntry(
        at=now(),
        action=action,
        actor_id=by.id if by else None,
        group_id=group.id if isinstance(group, Group) else group,
        object_kind=type(of).__name__.lower() if of else "instance",
        object_id=of.get_id() if of else None,
        details=details,
    )
    last(lambda: _append(entry))


def digest_of(entry: AuditEntry) -> str:
    """The SHA-256, as hexadecimal digits, over an entry and the digest of the one before."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = [entry.position, at, entry.action, entry.actor_id, entry.group_id, entry.object_kind, entry.object_id]
    text = json.dumps([entry.previous, *said, entry.details], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _append(entry: AuditEntry) -> None:
    alone("audit")
    head = AuditEntry.select().order_by(AuditEntry.position.desc()).first()
    entry.position = head.position + 1 if head else 1
    entry.previous = head.digest if head else BEGINNING
    entry.digest = digest_of(entry)
    entry.save(force_insert=True)
