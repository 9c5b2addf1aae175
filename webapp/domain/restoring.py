"""What a backup that is brought back must not bring back: words that people have erased since, and who was let in.

The database that is replaced says what was erased, as far as it is a later state of the same one. It is read before,
and applied to what was restored before anybody sees that. Where it is lost, what was erased since the backup cannot be
known, and whoever restores is told so.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from db.clock import now
from db.database import writing
from db.models import (
    AuditEntry,
    Ban,
    Block,
    Deletion,
    Link,
    Member,
    Message,
    Note,
    Pair,
    Reaction,
    Report,
    Session,
)
from db.models.pair import OPEN
from webapp.domain import audit, deletions, pairs, restoring_weekly, shredding
from webapp.domain.restoring_weekly import Standing

WORDS = (Message.body, Message.nonce, Message.tag, Message.edit, Message.edited_at, Message.deleted_at)


@dataclass
class Since:
    """What the present database knows that a backup of it cannot. All by ids, and words only as they are sealed."""

    entries: dict[int, str] = field(default_factory=dict)  # the audit log: digests by position
    gone: set[int] = field(default_factory=set)  # members
    leaving: dict[int, dict[str, Any]] = field(default_factory=dict)  # members who asked to be deleted: that row
    shredded_pairs: set[int] = field(default_factory=set)
    shredded_reports: set[int] = field(default_factory=set)
    changed: list[dict[str, Any]] = field(default_factory=list)  # messages that were edited or deleted
    notes: set[int] = field(default_factory=set)  # those that are still there
    blocks: list[dict[str, Any]] = field(default_factory=list)
    bans: list[dict[str, Any]] = field(default_factory=list)
    weekly: Standing = field(default_factory=Standing)

    @classmethod
    def read(cls) -> "Since":
        """Everything that may have to be done again, from the bound database."""
        edited = Message.select(Message.pair, Message.seq, *WORDS).where(
            (Message.edit > 0) | Message.deleted_at.is_null(False)
        )
        shredded = AuditEntry.select(AuditEntry.object_id).where(AuditEntry.action == "words.shredded")
        return cls(
            entries=dict(AuditEntry.select(AuditEntry.position, AuditEntry.digest).tuples()),
            gone={member.id for member in Member.select(Member.id).where(~Member.remains())},
            leaving={row["member"]: row for row in Deletion.select().dicts()},
            shredded_pairs={row.object_id for row in shredded},
            shredded_reports={row.id for row in Report.select(Report.id).where(Report.wrapped.is_null())},
            changed=list(edited.dicts()),
            notes={row.id for row in Note.select(Note.id)},
            blocks=list(Block.select().dicts()),
            bans=list(Ban.select().dicts()),
            weekly=Standing.read(),
        )

    def is_later(self) -> bool:
        """Whether it comes after the bound database: the same audit log, and more of it."""
        head = audit.head()
        return self.entries.get(head.position) == head.digest


def make_safe(since: Since | None) -> bool:
    """Erase again what was erased since, send nothing that waited, and sign everybody out; whether it is known."""
    is_known = since is not None and since.is_later()
    if since is not None and is_known:
        _erase_words(since)
        _cut_off(since)
        _delete_accounts(since)
    with writing():
        Session.delete().execute()
        Link.delete().execute()
        restoring_weekly.send_nothing_old()
        restoring_weekly.take_back(since.weekly if since is not None and is_known else None)
        if not is_known:  # who changed their mind since cannot be known: they get their day once more
            Deletion.update(due_at=now() + timedelta(days=1)).execute()
        audit.record("database.restored", by=None, of=None, is_known=is_known)
    return is_known


def _erase_words(since: Since) -> None:
    for pair in Pair.select().where(Pair.id.in_(_some(since.shredded_pairs))):
        for author_id in (pair.mentor_id, pair.mentee_id):
            with writing():
                shredding.shred_keys(author_id, pair.id)
            shredding.clear(pair, author_id)
    with writing():
        for row in since.changed:
            place = {"pair": row.pop("pair"), "seq": row.pop("seq")}
            same = (Message.pair == place["pair"]) & (Message.seq == place["seq"])
            Message.update(row).where(same & ((Message.edit < row["edit"]) | Message.deleted_at.is_null())).execute()
            if row["deleted_at"]:
                Reaction.delete().where((Reaction.pair == place["pair"]) & (Reaction.seq == place["seq"])).execute()
        lost = [note.id for note in Note.select(Note.id) if note.id not in since.notes]
        Note.delete().where(Note.id.in_(_some(lost))).execute()
        Report.update(wrapped=None, words=None).where(Report.id.in_(_some(since.shredded_reports))).execute()


def _cut_off(since: Since) -> None:
    """Blocks and bans made since stand again. The two of a block have nothing open together."""
    members = {member.id for member in Member.select(Member.id)}
    with writing():
        for row in since.blocks:
            if {row["blocker"], row["blocked"]} <= members:
                Block.insert(row).on_conflict_ignore().execute()
        for row in since.bans:
            known = row["member"] if row["member"] in members else None
            Ban.insert({**row, "member": known, "report": None, "made_by": None}).on_conflict_ignore().execute()
            Member.update(deactivated_at=row["created_at"]).where(Member.id == (known or 0)).execute()
        for pair in Pair.select().where(Pair.state.in_(OPEN)):
            if Block.stands_between(pair.mentor_id, pair.mentee_id):
                pairs.close(pair, state="ended", by=None, enrollments="paused")


def _delete_accounts(since: Since) -> None:
    again = [row.id for row in Member.select(Member.id).where(Member.id.in_(_some(since.gone))) if not _is_gone(row.id)]
    with writing():
        for (member_id,) in list(Deletion.select(Deletion.member).tuples()):
            if member_id not in since.leaving and member_id not in since.gone:  # they changed their mind since
                Deletion.delete().where(Deletion.member == member_id).execute()
                Member.update(deactivated_at=None).where(Member.id == member_id).execute()
        for row in since.leaving.values():
            if Member.select().where(Member.id == row["member"]).exists():
                Deletion.insert(row).on_conflict_ignore().execute()
                Member.update(deactivated_at=row["asked_at"]).where(Member.id == row["member"]).execute()
        for member_id in again:
            Deletion.delete().where(Deletion.member == member_id).execute()
            Deletion.create(member=member_id, due_at=now())
    for member_id in again:
        deletions.carry_out(member_id=member_id)


def _is_gone(member_id: int) -> bool:
    return bool(Member.get_by_id(member_id).is_gone)


def _some(ids: Any) -> list[int]:
    return list(ids) or [0]
