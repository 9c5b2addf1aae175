"""The audit log: who did what when to which object, never a word of anybody's. Append-only, each entry chained."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC
from typing import Any, NamedTuple

from db.clock import now
from db.database import alone, last
from db.models import AuditEntry, Group, Member, Row

BEGINNING = "0" * 64
BATCH = 1_000  # entries
LONGEST = 40  # characters of a name from a fixed set


class Head(NamedTuple):
    """The newest entry's position and digest, by which everything before it can be proved. Printed, it is kept apart:
    who changes the database cannot change it too."""

    position: int
    digest: str

    def __str__(self) -> str:
        return f"{self.position}:{self.digest}"

    @classmethod
    def read(cls, text: str) -> "Head":
        """What `str()` of one says. Raises ValueError."""
        position, _, digest = text.strip().partition(":")
        if len(digest) != len(BEGINNING):
            raise ValueError("a head is POSITION:DIGEST, with a digest of 64 digits")
        return cls(int(position), digest.lower())


def record(action: str, *, by: Member | None, of: Row | None, group: Group | int | None = None, **details: Any) -> None:
    """Note that `by` (None: the program itself) did `action` to the row `of` (None: the instance), in a group or none.

    Called in the transaction that does it, so that there is never one without the other; the entry is written as its
    last thing. `action` is `<noun>.<past verb>`, such as `block.made`; `details` are numbers and names of states, never
    words that somebody wrote, nor names or addresses. Raises ValueError for what cannot be one of those.
    """
    _demand_bare(details)
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


def head() -> Head:
    """The head as it is now (one query)."""
    newest = AuditEntry.select().order_by(AuditEntry.position.desc()).first()
    return Head(newest.position, newest.digest) if newest else Head(0, BEGINNING)


def verify(known: Head | None = None) -> int | None:
    """The first position at which the log is not what was written, or None if it is whole.

    An entry that was changed, taken out, put in or moved breaks the chain where it stood. That the newest ones were cut
    off, or that all was written anew, shows only beside a head `known` from before: then this is the first position
    that is not there, or the head's own.
    """
    position, previous = 0, BEGINNING
    for entry in _entries():
        position += 1
        is_whole = entry.position == position and entry.previous == previous and entry.digest == digest_of(entry)
        if not is_whole or (known and known.position == position and known.digest != entry.digest):
            return position
        previous = entry.digest
    return position + 1 if known and known.position > position else None


def digest_of(entry: AuditEntry) -> str:
    """The SHA-256, as hexadecimal digits, over an entry and the digest of the one before."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = [entry.position, at, entry.action, entry.actor_id, entry.group_id, entry.object_kind, entry.object_id]
    text = json.dumps([entry.previous, *said, entry.details], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _demand_bare(details: dict[str, Any]) -> None:
    for key, value in details.items():
        for each in value if isinstance(value, list | tuple) else [value]:
            is_name = isinstance(each, str) and len(each) <= LONGEST and not each.count(" ") and "@" not in each
            if not (is_name or each is None or isinstance(each, bool | int | float)):
                raise ValueError(f"{key} of an audit entry is neither a number nor the name of a state")


def _entries() -> Iterator[AuditEntry]:
    """All of them in order, some at a time."""
    last_seen = None
    while True:
        query = AuditEntry.select().order_by(AuditEntry.position).limit(BATCH)
        some = list(query if last_seen is None else query.where(AuditEntry.position > last_seen))
        yield from some
        if len(some) < BATCH:
            return
        last_seen = some[-1].position


def _append(entry: AuditEntry) -> None:
    alone("audit")
    newest = head()
    entry.position, entry.previous = newest.position + 1, newest.digest
    entry.digest = digest_of(entry)
    entry.save(force_insert=True)
