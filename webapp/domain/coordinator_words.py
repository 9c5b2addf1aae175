"""A word from an admin to one of a pair, or to both: the admin's own, not the pair's.

It is sealed at rest, because it tells that somebody may need help. It leaves by mail as it is, which the admin is told
where they write it; a push and the bell only say that there is one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from db.database import writing
from db.models import Block, CoordinatorWord, Member, Notification, Pair, Program
from webapp.domain import notifications, office, office_words, vault


@dataclass(frozen=True)
class Said:
    """A word, opened."""

    row: CoordinatorWord
    text: str


def send(*, program: Program, pair_id: int, author: Member, roles: Collection[str], body: str, client_id: str) -> int:
    """Write to those of an open pair who have these roles; returns to how many. The same form again writes nothing.

    Somebody who has blocked the author, or is blocked by them, gets nothing, and the author is not told.
    Raises OwnPair, PairIsClosed.
    """
    with writing():
        pair = office.hold_open(program=program, pair_id=pair_id, by=author)
        people = [getattr(pair, role) for role in ("mentor", "mentee") if role in roles]
        written = sum(_write(pair, program, author, member, body, client_id) for member in people)
        if written:
            office.note("help.worded", by=author, pair=pair, program=program, number=written)
    return written


def to(member: Member, pair: Pair) -> list[Said]:
    """What admins wrote to one of a pair, newest first."""
    return [Said(row, office_words.opened(row)) for row in CoordinatorWord.to(member, pair)]


def of_notification(notification: Notification) -> Said | None:
    """The word that a notification tells of; None once it is gone."""
    rows = CoordinatorWord.select(CoordinatorWord, Member).join(Member, on=(CoordinatorWord.author == Member.id))
    row = rows.where(CoordinatorWord.notification == notification.id).first()
    return Said(row, office_words.opened(row)) if row else None


def _write(pair: Pair, program: Program, author: Member, member: Member, body: str, client_id: str) -> bool:
    same = (CoordinatorWord.author == author) & (CoordinatorWord.client_id == client_id)
    if CoordinatorWord.select().where(same & (CoordinatorWord.member == member)).exists():
        return False
    row = CoordinatorWord(uid=vault.new_uid(), client_id=client_id, pair=pair, author=author, member=member)
    office_words.seal(row, body)
    if not Block.stands_between(member.id, author.id):  # else all is as if it had been sent, but that nobody reads it
        row.notification = notifications.notify(
            member=member,
            kind="coordinator_word",
            pair=pair,
            program=program,
            about=author.id,
            key=f"coordinator-word|{row.uid}",
            admin=author.first_name,
        )
    row.save(force_insert=True)
    return True
