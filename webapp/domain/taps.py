"""A question that one tap on a link answers, once: all its answers share a key, and the first one holds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from db.clock import now
from db.database import writing
from db.models import Member, Pair, Tap


@dataclass(frozen=True)
class Ask:
    """What somebody is asked: a kind of question, about a pair of theirs, on an occasion."""

    member: Member
    pair: Pair
    kind: str
    occasion: str

    @property
    def partner(self) -> Member:
        """The other of the two."""
        return self.pair.partner_of(self.member)

    @property
    def key(self) -> str:
        """What all answers to it share."""
        said = f"{self.member.id}|{self.pair.id}|{self.kind}|{self.occasion}"
        return hashlib.sha256(said.encode()).hexdigest()


def load(member_id: int, pair_id: int, kind: str, occasion: str) -> Ask | None:
    """The question, if its member still has the account, and the pair; None else."""
    member, pair = Member.get_or_none(Member.id == member_id), Pair.with_id(pair_id)
    if member is None or pair is None or member.is_gone or not member.is_active or not pair.has(member):
        return None
    return Ask(member, pair, kind, occasion)


def answer_of(ask: Ask) -> str | None:
    """What was tapped, if something was."""
    tap: Tap | None = Tap.get_or_none(Tap.key == ask.key)
    return tap.answer if tap else None


def answer(ask: Ask, answer: str, verb: Callable[[Ask, str], object]) -> bool:
    """Note the answer and do what it says, in one transaction; False if the question was answered before.

    `verb` does it, and may refuse: then nothing was answered. It holds the pair, so that nothing passes a block.
    """
    with writing():
        row = Tap.insert(
            key=ask.key, member=ask.member, pair=ask.pair, kind=ask.kind, answer=answer, used_at=now()
        ).on_conflict_ignore()
        if not row.as_rowcount().execute():
            return False
        verb(ask, answer)
    return True
